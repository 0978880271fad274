package souk.core;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;

/// Reads the files under `vectors/`.
public final class Vectors {
    private Vectors() {}

    public static Json json(String path) {
        return Json.parse(read(path));
    }

    public static JsonObject object(String path) {
        return Json.parseObject(read(path));
    }

    /// Bytes of a hexadecimal member, with or without `0x`.
    public static byte[] bytes(JsonObject object, String name) {
        String hex = object.text(name);
        return HexFormat.of().parseHex(hex.startsWith("0x") ? hex.substring(2) : hex);
    }

    public static List<Digest> digests(JsonObject object, String name) {
        return object.array(name).texts().stream().map(Digest::new).toList();
    }

    private static byte[] read(String path) {
        try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream("/vectors/" + path), path)) {
            byte[] bytes = in.readAllBytes();
            return path.endsWith(".gz") ? new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes() : bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
