package souk.node.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
    public static void index(Path folder, int percent) throws IOException {
        if (percent < LEAST || percent > MOST) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "--indexed must be from " + LEAST + " to " + MOST);
        }
        Files.writeString(folder.resolve(NAME), Integer.toString(percent));
    }

    /// From now on the price is fixed.
    public static void clear(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(NAME));
    }

    /// The tariff as chosen now; a file that cannot be read, as while it is written, changes nothing.
    static Tariff read(Path folder, Tariff fixed, Tariff current) {
        try {
            var percent =
                    Integer.parseInt(Files.readString(folder.resolve(NAME)).strip());
            return percent < LEAST || percent > MOST ? current : new Tariff(percent, true);
        } catch (NoSuchFileException e) {
            return fixed;
        } catch (NumberFormatException e) {
            return current;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
