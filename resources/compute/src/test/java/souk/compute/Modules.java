package souk.compute;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/// The programs in src/test/resources/modules.
public final class Modules {
    private Modules() {}

    public static byte[] read(String name) {
        try (InputStream in = Modules.class.getResourceAsStream("/modules/" + name + ".wasm")) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
