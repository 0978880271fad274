package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import souk.trust.sigv4.ChunkSignatures;
import souk.trust.sigv4.Credentials;
import souk.trust.sigv4.Header;
import souk.trust.sigv4.SigV4;
import souk.trust.sigv4.SigV4Signer;
import souk.trust.sigv4.SignableRequest;

final class ChunkedBodyProperties {
    @Property(tries = 200)
    void decodesWhateverWasChunked(@ForAll @Size(max = 5) List<@NotEmpty @Size(max = 50) byte[]> chunks)
            throws IOException {
        var body = new ChunkedBody(new ByteArrayInputStream(encode(chunks)), Optional.empty(), false);

        assertThat(body.readAllBytes()).isEqualTo(join(chunks));
        assertThat(body.trailers()).containsEntry("x-amz-checksum-crc32", "abc=");
    }

    @Property(tries = 200)
    void neverTakesATruncatedBodyForAWholeOne(
            @ForAll @Size(min = 1, max = 4) List<@NotEmpty @Size(max = 50) byte[]> chunks,
            @ForAll @IntRange(min = 1, max = 400) int lost) {
        var encoded = encode(chunks);
        var end = encoded.length - TRAILER.length() - lost;
        if (end < 0) {
            return;
        }
        var body = new ChunkedBody(new ByteArrayInputStream(encoded, 0, end), Optional.empty(), false);

        assertThatThrownBy(body::readAllBytes).isInstanceOf(BodyFault.class);
    }

    @Example
    void refusesEndlessLinesAndTrailers() {
        var line = new ByteArrayInputStream("0".repeat(ChunkedBody.MAX_LINE + 1).getBytes(UTF_8));
        var trailers = new ByteArrayInputStream(("0\r\n" + "a:b\r\nc:d\r\n".repeat(50)).getBytes(UTF_8));
        var size = new ByteArrayInputStream("fffffffffffffffff\r\n".getBytes(UTF_8));

        assertThatThrownBy(new ChunkedBody(line, Optional.empty(), false)::readAllBytes)
                .isInstanceOf(BodyFault.class);
        assertThatThrownBy(new ChunkedBody(size, Optional.empty(), false)::readAllBytes)
                .isInstanceOf(BodyFault.class);
        assertThatThrownBy(new ChunkedBody(trailers, Optional.empty(), true)::readAllBytes)
                .isInstanceOf(BodyFault.class);
    }

    /// Amazon's own example, and clients made after it, end the trailers by a bare line feed and an empty line before
    /// the signature; others let it follow at once.
    @Example
    void findsTheSignatureOfTrailersBehindAnEmptyLine() throws Exception {
        for (var separator : List.of("\r\n", "\n\r\n")) {
            var sender = chunks();
            var hasher = java.security.MessageDigest.getInstance("SHA-256");
            var encoded = "5;chunk-signature=" + sender.next(hasher.digest("hello".getBytes(UTF_8))) + "\r\nhello\r\n"
                    + "0;chunk-signature=" + sender.next(hasher.digest(new byte[0])) + "\r\n"
                    + "x-amz-checksum-crc32:abc=" + separator
                    + "x-amz-trailer-signature:" + sender.trailer("x-amz-checksum-crc32:abc=\n") + "\r\n\r\n";

            var body = new ChunkedBody(bytes(encoded), Optional.of(chunks()), true);
            var unsigned =
                    new ChunkedBody(bytes(encoded.replaceAll("x-amz-trailer.*\r\n", "")), Optional.of(chunks()), true);

            assertThat(body.readAllBytes()).isEqualTo("hello".getBytes(UTF_8));
            assertThat(body.trailers()).containsEntry("x-amz-checksum-crc32", "abc=");
            assertThatThrownBy(unsigned::readAllBytes).isInstanceOf(BodyFault.class);
        }
    }

    private static ChunkSignatures chunks() {
        var request = new SignableRequest("PUT", "/bucket/k", "", List.of(new Header("Host", "localhost")));
        return SigV4Signer.s3(new Credentials("AK", "secret"), "us-east-1")
                .sign(request, SigV4.STREAMING_SIGNED_TRAILER, Instant.parse("2026-11-25T00:00:00Z"))
                .chunks();
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static final String TRAILER = "\r\nx-amz-checksum-crc32:abc=\r\n\r\n";

    private static byte[] encode(List<byte[]> chunks) {
        var out = new ByteArrayOutputStream();
        for (var chunk : chunks) {
            out.writeBytes((Integer.toHexString(chunk.length) + "\r\n").getBytes(UTF_8));
            out.writeBytes(chunk);
            out.writeBytes("\r\n".getBytes(UTF_8));
        }
        out.writeBytes(("0" + TRAILER).getBytes(UTF_8));
        return out.toByteArray();
    }

    private static byte[] join(List<byte[]> chunks) {
        var out = new ByteArrayOutputStream();
        chunks.forEach(out::writeBytes);
        return out.toByteArray();
    }
}
