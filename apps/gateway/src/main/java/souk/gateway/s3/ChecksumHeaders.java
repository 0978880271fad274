package souk.gateway.s3;

import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import souk.gateway.store.Checksum;
import souk.gateway.store.Checksum.Algorithm;

/// Checksums as they are written in headers, trailers and documents.
final class ChecksumHeaders {
    private static final String PREFIX = "x-amz-checksum-";

    private ChecksumHeaders() {}

    static String header(Algorithm algorithm) {
        return PREFIX + algorithm.name().toLowerCase(Locale.ROOT);
    }

    static String element(Algorithm algorithm) {
        return "Checksum" + algorithm.name();
    }

    static Optional<Algorithm> algorithm(String name) {
        return Arrays.stream(Algorithm.values())
                .filter(algorithm -> algorithm.name().equals(name.strip().toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    /// The algorithm a trailer's or header's name stands for.
    static Optional<Algorithm> named(String header) {
        var name = header.strip().toLowerCase(Locale.ROOT);
        return name.startsWith(PREFIX) ? algorithm(name.substring(PREFIX.length())) : Optional.empty();
    }

    /// A value sent along, by its algorithm.
    record Value(Algorithm algorithm, String base64) {
        /// Whether this can be a value of that algorithm at all.
        boolean isWellFormed() {
            // At Complete a composite value carries the number of parts behind a hyphen.
            var hyphen = base64.indexOf('-');
            var text = hyphen < 0 ? base64 : base64.substring(0, hyphen);
            try {
                return Base64.getDecoder().decode(text).length == length(algorithm);
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }

    /// The one checksum among the headers.
    ///
    /// @throws S3Exception `InvalidRequest` if there are several, or one is not base64
    static Optional<Value> read(Function<String, Optional<String>> headers) {
        List<Value> values = Arrays.stream(Algorithm.values())
                .flatMap(algorithm ->
                        headers.apply(header(algorithm)).stream().map(text -> new Value(algorithm, text.strip())))
                .toList();
        if (values.size() > 1) {
            throw new S3Exception(
                    S3Error.InvalidRequest,
                    "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
        }
        values.forEach(value -> checkShape(value));
        return values.stream().findFirst();
    }

    static String base64(byte[] value) {
        return Base64.getEncoder().encodeToString(value);
    }

    /// Headers of an answer.
    static Map<String, String> of(Checksum checksum) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(header(checksum.algorithm()), checksum.value());
        headers.put("x-amz-checksum-type", checksum.type().name());
        return headers;
    }

    /// Elements of a document.
    static void write(Xml xml, Checksum checksum) {
        xml.text(element(checksum.algorithm()), checksum.value());
        xml.text("ChecksumType", checksum.type().name());
    }

    private static int length(Algorithm algorithm) {
        return switch (algorithm) {
            case CRC32, CRC32C -> 4;
            case CRC64NVME, XXHASH64, XXHASH3 -> 8;
            case MD5, XXHASH128 -> 16;
            case SHA1 -> 20;
            case SHA256 -> 32;
            case SHA512 -> 64;
        };
    }

    private static void checkShape(Value value) {
        if (!value.isWellFormed()) {
            throw new S3Exception(
                    S3Error.InvalidRequest, "Value for " + header(value.algorithm()) + " header is invalid.");
        }
    }
}
