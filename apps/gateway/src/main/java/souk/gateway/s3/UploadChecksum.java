package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import souk.gateway.store.Checksum;
import souk.gateway.store.Checksum.Algorithm;
import souk.gateway.store.Checksum.Type;
import souk.gateway.store.Part;

/// How the checksum of an object made of parts is chosen and computed, without reading the parts again.
///
/// @param asked true if the client chose; otherwise S3's own choice
record UploadChecksum(Algorithm algorithm, Type type, boolean asked) {

    /// Reads the choice when the upload begins.
    ///
    /// @throws S3Exception `InvalidRequest` for a type the algorithm cannot have
    static UploadChecksum of(S3Call call) {
        var name = call.header("x-amz-checksum-algorithm");
        var algorithm = name.flatMap(ChecksumHeaders::algorithm);
        if (name.isPresent() && algorithm.isEmpty()) {
            throw new S3Exception(S3Error.InvalidRequest, "Checksum algorithm provided is unsupported.");
        }
        var chosen = algorithm.orElse(Algorithm.CRC64NVME);
        var type = call.header("x-amz-checksum-type").map(UploadChecksum::type).orElse(usual(chosen));
        if (!allows(chosen, type)) {
            throw new S3Exception(
                    S3Error.InvalidRequest,
                    "The " + type + " checksum type cannot be used with the " + chosen + " checksum algorithm.");
        }
        return new UploadChecksum(chosen, type, algorithm.isPresent());
    }

    /// The tag of an object made of parts: the MD5 of the parts' MD5s, and how many there are.
    static String etag(List<Part> parts) {
        var joined = new ByteArrayOutputStream();
        parts.forEach(part -> joined.writeBytes(HexFormat.of().parseHex(part.etag())));
        return HexFormat.of().formatHex(RunningChecksum.md5(joined.toByteArray())) + "-" + parts.size();
    }

    /// The checksum of an object made of these parts.
    static Checksum combine(Algorithm algorithm, Type type, List<Part> parts) {
        var value = switch (type) {
            case FULL_OBJECT -> ChecksumHeaders.base64(full(algorithm, parts));
            case COMPOSITE -> ChecksumHeaders.base64(composite(algorithm, parts)) + "-" + parts.size();
        };
        return new Checksum(algorithm, type, value);
    }

    private static byte[] composite(Algorithm algorithm, List<Part> parts) {
        var checksum = RunningChecksum.of(algorithm);
        for (var part : parts) {
            var value = value(part);
            checksum.update(value, 0, value.length);
        }
        return checksum.value();
    }

    private static byte[] full(Algorithm algorithm, List<Part> parts) {
        var pieces = parts.stream()
                .map(part -> new CrcCombination.Piece(number(value(part)), part.size()))
                .toList();
        return switch (algorithm) {
            case CRC32 -> low(CrcCombination.CRC32.combine(pieces));
            case CRC32C -> low(CrcCombination.CRC32C.combine(pieces));
            case CRC64NVME -> bytes(CrcCombination.CRC64NVME.combine(pieces));
            case SHA1, SHA256, SHA512, MD5, XXHASH64, XXHASH3, XXHASH128 ->
                throw new IllegalStateException("hashes do not combine");
        };
    }

    private static byte[] value(Part part) {
        return Base64.getDecoder().decode(part.checksum().value().getBytes(US_ASCII));
    }

    private static long number(byte[] bigEndian) {
        var padded = new byte[Long.BYTES];
        System.arraycopy(bigEndian, 0, padded, Long.BYTES - bigEndian.length, bigEndian.length);
        return ByteBuffer.wrap(padded).getLong();
    }

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static byte[] low(long value) {
        return Arrays.copyOfRange(bytes(value), Integer.BYTES, Long.BYTES);
    }

    private static Type usual(Algorithm algorithm) {
        return algorithm == Algorithm.CRC64NVME ? Type.FULL_OBJECT : Type.COMPOSITE;
    }

    private static boolean allows(Algorithm algorithm, Type type) {
        return switch (algorithm) {
            case CRC32, CRC32C -> true;
            case CRC64NVME -> type == Type.FULL_OBJECT;
            case SHA1, SHA256, SHA512, MD5, XXHASH64, XXHASH3, XXHASH128 -> type == Type.COMPOSITE;
        };
    }

    private static Type type(String name) {
        return Optional.of(name.strip().toUpperCase(Locale.ROOT))
                .filter(text -> text.equals("COMPOSITE") || text.equals("FULL_OBJECT"))
                .map(Type::valueOf)
                .orElseThrow(() ->
                        new S3Exception(S3Error.InvalidRequest, "Value for x-amz-checksum-type header is invalid."));
    }
}
