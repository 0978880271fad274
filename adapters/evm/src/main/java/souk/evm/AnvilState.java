package souk.evm;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The file in which Anvil keeps its state, and a copy of it that is known to be whole. Anvil writes the file in place,
/// so a kill at the wrong moment leaves half of it.
public final class AnvilState {
    private static final int BUFFER = 1 << 16;
    private static final Logger LOG = System.getLogger(AnvilState.class.getName());

    private final Path file;
    private final Path copy;

    /// @param folder that holds `state.json`
    public AnvilState(Path folder) {
        this.file = folder.resolve("state.json");
        this.copy = folder.resolve("state.json.good");
    }

    public Path file() {
        return file;
    }

    /// Copies the file when it is whole; returns whether it did.
    public boolean keepCopy() {
        try {
            var fresh = copy.resolveSibling("state.json.fresh");
            if (Files.notExists(file)) {
                return false;
            }
            Files.copy(file, fresh, StandardCopyOption.REPLACE_EXISTING);
            if (!whole(fresh)) {
                return false;
            }
            Files.move(fresh, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Before a start: when the file is not whole, puts the last whole copy in its place, or removes it when there is
    /// none.
    public void repair() {
        if (Files.notExists(file) || keepCopy()) {
            return;
        }
        LOG.log(Level.WARNING, "anvil.state-cut-short file={0} copy={1}", file, Files.exists(copy));
        try {
            if (Files.exists(copy)) {
                Files.copy(copy, file, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the file is one JSON object whose last brace is there. It counts braces outside of strings: parsing
    /// fully would need many times the file's size in memory.
    static boolean whole(Path file) throws IOException {
        try (var input = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            return input.read() == '{' && endsAtOuterBrace(input);
        }
    }

    private static boolean endsAtOuterBrace(InputStream input) throws IOException {
        int depth = 1;
        boolean inString = false;
        for (int next = input.read(); next >= 0; next = input.read()) {
            if (inString && next == '\\') {
                input.read();
            } else if (next == '"') {
                inString = !inString;
            } else if (!inString && next == '{') {
                depth++;
            } else if (!inString && next == '}' && --depth == 0) {
                return input.read() < 0;
            }
        }
        return false;
    }
}
