package souk.gateway.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import souk.gateway.store.Checksum.Algorithm;
import souk.trust.sigv4.ChunkSignatures;

/// The plain bytes of a request's body, counted and hashed as they pass, and judged at their end.
///
/// The first fault is kept: whoever reads the stream may wrap the exception, the client is told the fault.
final class RequestBody extends InputStream {
    private final BodyAnnouncement announcement;
    private final InputStream plain;
    private final Optional<ChunkedBody> chunked;
    private final BodyDigests digests;
    private long count;
    private boolean ended;
    private Optional<BodyFault> fault = Optional.empty();

    private RequestBody(
            BodyAnnouncement announcement, InputStream plain, Optional<ChunkedBody> chunked, BodyDigests digests) {
        this.announcement = announcement;
        this.plain = plain;
        this.chunked = chunked;
        this.digests = digests;
    }

    /// Opens the body; the client is told to go on sending.
    ///
    /// @param further algorithms to compute besides those the client named
    static RequestBody open(S3Call call, BodyAnnouncement announcement, Set<Algorithm> further) {
        var raw = announcement.length() == 0 && announcement.framing() == BodyAnnouncement.Framing.PLAIN
                ? InputStream.nullInputStream()
                : call.rawBody().get();
        var digests = new BodyDigests(announcement.algorithms(further));
        Optional<ChunkSignatures> chain = call.payload().chunks();
        Optional<ChunkedBody> chunked = switch (announcement.framing()) {
            case PLAIN -> Optional.empty();
            case CHUNKED -> Optional.of(new ChunkedBody(raw, Optional.empty(), false));
            case CHUNKED_SIGNED -> Optional.of(new ChunkedBody(raw, chain, false));
            case CHUNKED_SIGNED_TRAILER -> Optional.of(new ChunkedBody(raw, chain, true));
        };
        return new RequestBody(
                announcement, chunked.<InputStream>map(body -> body).orElse(raw), chunked, digests);
    }

    /// What the reader made of it went wrong because of this, if there is something.
    Optional<BodyFault> fault() {
        return fault;
    }

    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (ended) {
            return -1;
        }
        try {
            return readSome(target, offset, length);
        } catch (BodyFault e) {
            throw keep(e);
        } catch (IOException | RuntimeException e) {
            // The connection broke; there is nobody to tell, but the cause is the client's side, not ours.
            throw keep(new BodyFault(S3Error.IncompleteBody));
        }
    }

    private int readSome(byte[] target, int offset, int length) throws IOException {
        // A plain body ends where it was said to end, even if the connection goes on.
        var wanted = chunked.isPresent() ? length : (int) Math.min(length, announcement.length() - count);
        var read = wanted == 0 ? -1 : plain.read(target, offset, wanted);
        if (read < 0) {
            ended = true;
            if (count != announcement.length()) {
                throw new BodyFault(S3Error.IncompleteBody);
            }
            return -1;
        }
        count += read;
        if (count > announcement.length()) {
            throw new BodyFault(S3Error.IncompleteBody, "The body is longer than was announced.");
        }
        digests.update(target, offset, read);
        return read;
    }

    /// Compares all that was promised with what came; the stream must have been read to its end.
    ///
    /// @throws BodyFault on the first difference
    BodyDigests.Results verify() throws IOException {
        if (read() >= 0) {
            throw new IllegalStateException("the body has not been read to its end");
        }
        var results = digests.finish();
        try {
            verifyHash(results);
            verifyMd5(results);
            if (announcement.checksum().isPresent()) {
                verifyChecksum(results, announcement.checksum().get());
            }
            verifyTrailer(results);
        } catch (BodyFault e) {
            throw keep(e);
        }
        return results;
    }

    @Override
    public void close() {
        digests.close();
    }

    private void verifyHash(BodyDigests.Results results) throws BodyFault {
        if (announcement.sha256().isPresent()) {
            var computed = HexFormat.of().formatHex(results.checksum(Algorithm.SHA256));
            if (!computed.equals(announcement.sha256().get())) {
                throw new BodyFault(S3Error.XAmzContentSHA256Mismatch);
            }
        }
    }

    private void verifyMd5(BodyDigests.Results results) throws BodyFault {
        if (announcement.md5().isPresent()) {
            var computed = Base64.getEncoder().encodeToString(results.md5());
            if (!computed.equals(announcement.md5().get())) {
                throw new BodyFault(S3Error.BadDigest);
            }
        }
    }

    private static void verifyChecksum(BodyDigests.Results results, ChecksumHeaders.Value expected) throws BodyFault {
        var computed = ChecksumHeaders.base64(results.checksum(expected.algorithm()));
        if (!computed.equals(expected.base64())) {
            throw new BodyFault(
                    S3Error.BadDigest,
                    "The " + expected.algorithm() + " you specified did not match the calculated checksum.");
        }
    }

    private void verifyTrailer(BodyDigests.Results results) throws BodyFault {
        if (announcement.trailer().isEmpty()) {
            return;
        }
        var algorithm = announcement.trailer().get();
        var value = chunked.map(ChunkedBody::trailers)
                .map(trailers -> trailers.getOrDefault(ChecksumHeaders.header(algorithm), ""))
                .orElse("");
        if (value.isEmpty()) {
            throw new BodyFault(S3Error.IncompleteBody, "The promised trailer is missing.");
        }
        var sent = new ChecksumHeaders.Value(algorithm, value);
        if (!sent.isWellFormed()) {
            throw new BodyFault(
                    S3Error.InvalidRequest,
                    "Value for " + ChecksumHeaders.header(algorithm) + " trailing header is invalid.");
        }
        verifyChecksum(results, sent);
    }

    private BodyFault keep(BodyFault first) {
        if (fault.isEmpty()) {
            fault = Optional.of(first);
        }
        return fault.get();
    }
}
