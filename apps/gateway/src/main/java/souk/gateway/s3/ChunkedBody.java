package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import souk.trust.sigv4.ChunkSignatures;

/// Decodes the framing `aws-chunked`: chunks of a hexadecimal size, perhaps signed, and trailers at the end.
///
/// Signatures are checked chunk by chunk as the bytes pass; the last bytes of a forged chunk have then been read
/// already, which is harmless because nothing becomes visible before the body has ended well.
final class ChunkedBody extends InputStream {
    /// A chunk's head: a size, and a signature of 64 digits with its name.
    static final int MAX_LINE = 1024;

    /// Trailer lines; S3 knows two.
    static final int MAX_TRAILERS = 16;

    private static final String SIGNATURE = "chunk-signature=";
    private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";
    private static final int MAX_SIZE_DIGITS = 10;

    private final InputStream raw;
    private final Optional<ChunkSignatures> signatures;
    private final boolean signedTrailer;
    private final Map<String, String> trailers = new LinkedHashMap<>();
    private final MessageDigest chunkHash = sha256();
    private String announced = "";
    private long left;
    private boolean ended;

    /// @param raw what comes over the wire
    /// @param signatures expected, if the chunks are signed
    /// @param signedTrailer true if a signature over the trailers must follow
    ChunkedBody(InputStream raw, Optional<ChunkSignatures> signatures, boolean signedTrailer) {
        this.raw = new BufferedInputStream(raw, BodyDigests.BLOCK_BYTES);
        this.signatures = signatures;
        this.signedTrailer = signedTrailer;
    }

    /// Trailers by lower-case name; complete once the stream has ended.
    Map<String, String> trailers() {
        return Map.copyOf(trailers);
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
        if (left == 0 && !ended) {
            begin();
        }
        if (ended) {
            return -1;
        }
        var count = raw.read(target, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new BodyFault(S3Error.IncompleteBody, "The body ended within a chunk.");
        }
        if (signatures.isPresent()) {
            chunkHash.update(target, offset, count);
        }
        left -= count;
        if (left == 0) {
            finishChunk();
        }
        return count;
    }

    private void begin() throws IOException {
        var line = line();
        var semicolon = line.indexOf(';');
        left = size(semicolon < 0 ? line : line.substring(0, semicolon));
        announced = semicolon < 0 ? "" : signature(line.substring(semicolon + 1));
        if (left == 0) {
            verifyChunk();
            readTrailers();
            ended = true;
        }
    }

    private void finishChunk() throws IOException {
        verifyChunk();
        if (!line().isEmpty()) {
            throw new BodyFault(S3Error.IncompleteBody, "A chunk is longer than it said.");
        }
    }

    private void verifyChunk() throws BodyFault {
        if (signatures.isPresent() && !ChunkSignatures.matches(signatures.get().next(chunkHash.digest()), announced)) {
            throw new BodyFault(S3Error.SignatureDoesNotMatch, "The signature of a chunk does not match.");
        }
    }

    private void readTrailers() throws IOException {
        var signed = new StringBuilder();
        for (var line = trailerLine(); !line.isEmpty(); line = trailerLine()) {
            var colon = line.indexOf(':');
            if (colon < 1 || trailers.size() == MAX_TRAILERS) {
                throw new BodyFault(S3Error.MalformedTrailerError);
            }
            var name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            var value = line.substring(colon + 1).strip();
            if (!name.equals(TRAILER_SIGNATURE)) {
                signed.append(name).append(':').append(value).append('\n');
            }
            trailers.put(name, value);
        }
        verifyTrailers(signed.toString());
    }

    /// The next line of the trailers; empty when they are over. Their signature may come after an empty line, as in
    /// Amazon's own example, which ends the others by a bare line feed.
    private String trailerLine() throws IOException {
        var line = lineOrEnd();
        var more = line.isEmpty() && signedTrailer && !trailers.isEmpty() && !trailers.containsKey(TRAILER_SIGNATURE);
        return more ? lineOrEnd() : line;
    }

    private void verifyTrailers(String signed) throws BodyFault {
        if (!signedTrailer) {
            return;
        }
        var received = trailers.get(TRAILER_SIGNATURE);
        if (received == null) {
            throw new BodyFault(S3Error.IncompleteBody, "The trailer's signature is missing.");
        }
        var matches = signatures
                .map(chain -> ChunkSignatures.matches(chain.trailer(signed), received))
                .orElse(false);
        if (!matches) {
            throw new BodyFault(S3Error.SignatureDoesNotMatch, "The signature of the trailer does not match.");
        }
    }

    private static String signature(String extension) {
        var text = extension.strip();
        return text.startsWith(SIGNATURE) ? text.substring(SIGNATURE.length()).strip() : "";
    }

    private static long size(String digits) throws BodyFault {
        var text = digits.strip();
        if (text.isEmpty() || text.length() > MAX_SIZE_DIGITS) {
            throw malformedSize();
        }
        var size = 0L;
        for (var i = 0; i < text.length(); i++) {
            var digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                throw malformedSize();
            }
            size = size << 4 | digit;
        }
        return size;
    }

    private static BodyFault malformedSize() {
        return new BodyFault(S3Error.IncompleteBody, "Malformed chunk size.");
    }

    /// Some clients leave out the empty line after the trailers.
    private String lineOrEnd() throws IOException {
        raw.mark(1);
        if (raw.read() < 0) {
            return "";
        }
        raw.reset();
        return line();
    }

    private String line() throws IOException {
        var bytes = new byte[MAX_LINE];
        for (var length = 0; length < MAX_LINE; length++) {
            var next = raw.read();
            if (next < 0) {
                throw new BodyFault(S3Error.IncompleteBody, "The body ended before its last chunk.");
            }
            if (next == '\n') {
                var end = length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
                return new String(bytes, 0, end, ISO_8859_1);
            }
            bytes[length] = (byte) next;
        }
        throw new BodyFault(S3Error.InvalidRequest, "A line of the chunk framing is too long.");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
