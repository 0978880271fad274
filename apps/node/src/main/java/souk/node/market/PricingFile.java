package souk.node.market;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalInt;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// The operator's choice of how a provider prices: a file in its folder with the percentage of the base
/// price that it asks; without one it asks its own, fixed price.
public final class PricingFile {
    private static final String NAME = "indexed";
    /// Below is a slip of the keyboard, above is no offer anybody takes.
    private static final int LEAST = 1;

    private static final int MOST = 1_000;

    private PricingFile() {}

    /// From now on the price follows the index.
    static void index(Path folder, int percent) throws IOException {
        if (percent < LEAST || percent > MOST) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "--indexed must be from " + LEAST + " to " + MOST);
        }
        Files.writeString(folder.resolve(NAME), Integer.toString(percent));
    }

    /// From now on the price is fixed.
    static void clear(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(NAME));
    }

    /// The percentage as chosen now, empty for a fixed price; a file that cannot be read, as while it is written,
    /// changes nothing.
    public static OptionalInt read(Path folder, OptionalInt current) {
        try {
            var percent =
                    Integer.parseInt(Files.readString(folder.resolve(NAME)).strip());
            return percent < LEAST || percent > MOST ? current : OptionalInt.of(percent);
        } catch (NoSuchFileException e) {
            return OptionalInt.empty();
        } catch (NumberFormatException e) {
            return current;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
