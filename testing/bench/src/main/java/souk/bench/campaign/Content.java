package souk.bench.campaign;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SplittableRandom;

/// The bytes behind a value: they name it, and every one of them follows from the name.
///
/// @param id names the value: `NUMBER.SIZE`
record Content(String id) {
    private static final int MAX_ID = 40;

    static Content of(long number, int size) {
        return new Content(number + "." + Math.max(size, MAX_ID));
    }

    byte[] bytes() {
        int dot = id.indexOf('.');
        var bytes = new byte[Integer.parseInt(id.substring(dot + 1))];
        new SplittableRandom(Long.parseLong(id.substring(0, dot))).nextBytes(bytes);
        var head = (id + "\n").getBytes(US_ASCII);
        System.arraycopy(head, 0, bytes, 0, head.length);
        return bytes;
    }

    /// The value these bytes are, if they are one, whole and unchanged.
    static Optional<Content> read(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && end < MAX_ID && bytes[end] != '\n') {
            end++;
        }
        var id = new String(bytes, 0, end, US_ASCII);
        if (!id.matches("[0-9]{1,18}\\.[0-9]{2,9}") || !id.endsWith("." + bytes.length)) {
            return Optional.empty();
        }
        var content = new Content(id);
        return Arrays.equals(content.bytes(), bytes) ? Optional.of(content) : Optional.empty();
    }

    /// As S3 gives it to an object of one part.
    String etag() {
        return HexFormat.of().formatHex(md5(bytes()));
    }

    /// As S3 gives it to an object of several parts.
    static String etag(java.util.List<byte[]> parts) {
        var all = md5();
        parts.forEach(part -> all.update(md5(part)));
        return HexFormat.of().formatHex(all.digest()) + "-" + parts.size();
    }

    private static byte[] md5(byte[] bytes) {
        return md5().digest(bytes);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
