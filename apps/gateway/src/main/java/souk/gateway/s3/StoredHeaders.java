package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import souk.gateway.store.ObjectHeaders;

/// Which headers of a write are kept with the object, and which ask for what is not there.
final class StoredHeaders {
    /// Names and values of user metadata together, as in S3.
    static final int MAX_METADATA = 2048;

    private static final String USER = "x-amz-meta-";
    private static final Set<String> CONTENT = Set.of(
            "content-type", "content-disposition", "content-encoding", "content-language", "cache-control", "expires");
    private static final String REDIRECT = "x-amz-website-redirect-location";

    private StoredHeaders() {}

    /// @param encryption what is kept to find the object's key again
    static ObjectHeaders read(S3Call call, Map<String, String> encryption) {
        refuseUnsupported(call);
        Map<String, String> values = new LinkedHashMap<>();
        values.put("content-type", "binary/octet-stream");
        for (var header : call.wire().headers()) {
            var name = header.name().toLowerCase(Locale.ROOT);
            if (name.equals(REDIRECT)) {
                requireRedirect(header.value().strip());
            }
            if (CONTENT.contains(name) || name.equals(REDIRECT)) {
                keep(values, name, header.value().strip());
            }
            if (name.startsWith(USER)) {
                values.merge(name, header.value().strip(), (first, second) -> first + "," + second);
            }
        }
        values.putAll(encryption);
        requireSmall(values);
        return new ObjectHeaders(values);
    }

    /// Those of another object, but for the key it is under, which a copy brings anew.
    static ObjectHeaders copied(ObjectHeaders source, Map<String, String> encryption) {
        Map<String, String> values = new LinkedHashMap<>(source.values());
        values.keySet().removeIf(name -> name.startsWith(Encryption.HEADER));
        values.putAll(encryption);
        return new ObjectHeaders(values);
    }

    private static void keep(Map<String, String> values, String name, String value) {
        var kept = name.equals("content-encoding") ? withoutChunking(value) : value;
        if (!kept.isEmpty()) {
            values.put(name, kept);
        }
    }

    /// The framing of the transfer is not a property of the object.
    private static String withoutChunking(String encodings) {
        return Arrays.stream(encodings.split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty() && !each.equalsIgnoreCase("aws-chunked"))
                .collect(Collectors.joining(", "));
    }

    private static void requireSmall(Map<String, String> values) {
        var size = values.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(USER))
                .mapToInt(entry -> entry.getKey().length()
                        - USER.length()
                        + entry.getValue().getBytes(UTF_8).length)
                .sum();
        if (size > MAX_METADATA) {
            throw new S3Exception(S3Error.MetadataTooLarge);
        }
    }

    static void refuseUnsupported(S3Call call) {
        Encryption.requireSupported(call);
        if (call.header("x-amz-storage-class")
                .filter(value -> !value.equals("STANDARD"))
                .isPresent()) {
            throw new S3Exception(S3Error.InvalidStorageClass);
        }
    }

    private static void requireRedirect(String location) {
        if (!location.startsWith("/") && !location.startsWith("http://") && !location.startsWith("https://")) {
            throw new S3Exception(S3Error.InvalidRedirectLocation);
        }
    }
}
