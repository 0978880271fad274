package souk.gateway.s3;

import java.util.Base64;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import souk.gateway.store.Checksum.Algorithm;
import souk.trust.sigv4.SigV4;

/// What a request's headers promise about its body, checked before any of it is read.
///
/// @param framing how the body lies on the wire
/// @param length of the plain bytes
/// @param sha256 of the plain bytes, hexadecimal, if the signature names it
/// @param md5 of the plain bytes, base64, if given
/// @param checksum given in a header
/// @param trailer algorithm of the checksum promised behind the body
/// @param wanted algorithm the client named without giving a value
record BodyAnnouncement(
        Framing framing,
        long length,
        Optional<String> sha256,
        Optional<String> md5,
        Optional<ChecksumHeaders.Value> checksum,
        Optional<Algorithm> trailer,
        Optional<Algorithm> wanted) {
    private static final Pattern HEX_SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    /// How the body lies on the wire.
    enum Framing {
        PLAIN,
        CHUNKED,
        CHUNKED_SIGNED,
        CHUNKED_SIGNED_TRAILER
    }

    static BodyAnnouncement read(S3Call call) {
        var hash = call.payload().hash();
        var framing = framing(call, hash);
        var checksum = ChecksumHeaders.read(call::header);
        var trailer = trailer(call);
        if (trailer.isPresent() && checksum.isPresent()) {
            throw new S3Exception(S3Error.InvalidRequest, "Expecting a single x-amz-checksum- header");
        }
        var wanted = wanted(call);
        requireSameAlgorithm(
                wanted, checksum.map(ChecksumHeaders.Value::algorithm).or(() -> trailer));
        return new BodyAnnouncement(framing, length(call, framing), sha256(hash), md5(call), checksum, trailer, wanted);
    }

    /// As [#read], where the checksum headers speak of something else than the body.
    static BodyAnnouncement readWithoutChecksum(S3Call call) {
        var hash = call.payload().hash();
        var framing = framing(call, hash);
        return new BodyAnnouncement(
                framing,
                length(call, framing),
                sha256(hash),
                md5(call),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// Every algorithm to compute while the body passes.
    Set<Algorithm> algorithms(Set<Algorithm> further) {
        var algorithms = EnumSet.noneOf(Algorithm.class);
        algorithms.addAll(further);
        checksum.map(ChecksumHeaders.Value::algorithm).ifPresent(algorithms::add);
        trailer.ifPresent(algorithms::add);
        wanted.ifPresent(algorithms::add);
        if (sha256.isPresent()) {
            algorithms.add(Algorithm.SHA256);
        }
        return algorithms;
    }

    /// The algorithm to keep with the object: the client's, or the one S3 takes on its own.
    Algorithm kept() {
        return checksum.map(ChecksumHeaders.Value::algorithm)
                .or(() -> trailer)
                .or(() -> wanted)
                .orElse(Algorithm.CRC64NVME);
    }

    private static Optional<String> sha256(String hash) {
        return HEX_SHA256.matcher(hash).matches() ? Optional.of(hash.toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    private static Framing framing(S3Call call, String hash) {
        return switch (hash) {
            case SigV4.STREAMING_SIGNED -> Framing.CHUNKED_SIGNED;
            case SigV4.STREAMING_SIGNED_TRAILER -> Framing.CHUNKED_SIGNED_TRAILER;
            case SigV4.STREAMING_UNSIGNED_TRAILER -> Framing.CHUNKED;
            // Some clients frame the body without saying so in the payload hash.
            case SigV4.UNSIGNED_PAYLOAD -> isChunked(call) ? Framing.CHUNKED : Framing.PLAIN;
            default -> plain(hash);
        };
    }

    private static Framing plain(String hash) {
        if (HEX_SHA256.matcher(hash).matches()) {
            return Framing.PLAIN;
        }
        if (hash.startsWith("STREAMING-")) {
            throw new S3Exception(S3Error.NotImplemented, "Payload mode " + hash + " is not implemented.");
        }
        throw new S3Exception(
                S3Error.InvalidArgument,
                "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, or a valid"
                        + " sha256 value.");
    }

    private static boolean isChunked(S3Call call) {
        return call.header("x-amz-decoded-content-length").isPresent()
                || call.header("content-encoding")
                        .filter(value -> value.toLowerCase(Locale.ROOT).contains("aws-chunked"))
                        .isPresent();
    }

    private static long length(S3Call call, Framing framing) {
        var name = framing == Framing.PLAIN ? "content-length" : "x-amz-decoded-content-length";
        var length = call.header(name).flatMap(BodyAnnouncement::parseLength);
        if (length.isEmpty()) {
            throw new S3Exception(S3Error.MissingContentLength);
        }
        return length.get();
    }

    private static Optional<Long> parseLength(String text) {
        try {
            var length = Long.parseLong(text.strip());
            return length < 0 ? Optional.empty() : Optional.of(length);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> md5(S3Call call) {
        var value = call.header("content-md5").map(String::strip);
        value.ifPresent(text -> {
            try {
                if (Base64.getDecoder().decode(text).length != 16) {
                    throw new S3Exception(S3Error.InvalidDigest);
                }
            } catch (IllegalArgumentException e) {
                throw new S3Exception(S3Error.InvalidDigest);
            }
        });
        return value;
    }

    private static Optional<Algorithm> trailer(S3Call call) {
        var names = call.header("x-amz-trailer");
        if (names.isEmpty()) {
            return Optional.empty();
        }
        var algorithm = ChecksumHeaders.named(names.get());
        if (algorithm.isEmpty()) {
            throw new S3Exception(
                    S3Error.InvalidRequest, "The value specified in the x-amz-trailer header is not supported");
        }
        return algorithm;
    }

    private static Optional<Algorithm> wanted(S3Call call) {
        var name = call.header("x-amz-sdk-checksum-algorithm");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        var algorithm = ChecksumHeaders.algorithm(name.get());
        if (algorithm.isEmpty()) {
            throw new S3Exception(S3Error.InvalidRequest, "Value for x-amz-sdk-checksum-algorithm header is invalid.");
        }
        return algorithm;
    }

    private static void requireSameAlgorithm(Optional<Algorithm> wanted, Optional<Algorithm> sent) {
        if (wanted.isPresent() && sent.isPresent() && !wanted.equals(sent)) {
            throw new S3Exception(S3Error.InvalidRequest, "Value for x-amz-sdk-checksum-algorithm header is invalid.");
        }
    }
}
