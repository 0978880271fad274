package souk.gateway.s3;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import souk.trust.sigv4.Percent;

/// What a request addresses: nothing, a bucket, or a key in a bucket, as written by the client.
///
/// @param bucket not yet checked; empty for the service itself
/// @param key decoded once, every slash and dot kept; empty for the bucket itself
record S3Target(String bucket, String key) {

    /// Takes the raw path and the host apart.
    ///
    /// @param baseDomain the domain under which hosts name buckets, if any
    /// @throws S3Exception `InvalidURI` when the path is not percent-encoded UTF-8
    static S3Target parse(String rawPath, String host, Optional<String> baseDomain) {
        var path = decode(rawPath.startsWith("/") ? rawPath.substring(1) : rawPath);
        var virtual = baseDomain.flatMap(domain -> bucketOf(host, domain));
        if (virtual.isPresent()) {
            return new S3Target(virtual.get(), path);
        }
        var slash = path.indexOf('/');
        return slash < 0 ? new S3Target(path, "") : new S3Target(path.substring(0, slash), path.substring(slash + 1));
    }

    /// A page of a bucket that has a host of its own.
    static S3Target site(String bucket, String rawPath) {
        return new S3Target(bucket, decode(rawPath.startsWith("/") ? rawPath.substring(1) : rawPath));
    }

    /// The path a client would write, for the error document.
    String resource() {
        return key.isEmpty() ? "/" + bucket : "/" + bucket + "/" + key;
    }

    static String decode(String encoded) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Percent.decode(encoded)))
                    .toString();
        } catch (CharacterCodingException | IllegalArgumentException e) {
            throw new S3Exception(S3Error.InvalidURI);
        }
    }

    /// The bucket a host names under a domain.
    static Optional<String> bucketOf(String host, String domain) {
        var name = host.toLowerCase(Locale.ROOT);
        var colon = name.lastIndexOf(':');
        var bare = colon < 0 ? name : name.substring(0, colon);
        var suffix = "." + domain.toLowerCase(Locale.ROOT);
        var isBucket = bare.endsWith(suffix) && bare.length() > suffix.length();
        return isBucket ? Optional.of(bare.substring(0, bare.length() - suffix.length())) : Optional.empty();
    }
}
