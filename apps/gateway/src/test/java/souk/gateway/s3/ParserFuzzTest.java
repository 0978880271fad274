package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.core.fuzz.Fuzz;
import souk.core.fuzz.Mutator;
import souk.trust.sigv4.Percent;

/// The parsers of the S3 door take every input, or refuse it in the way their caller expects.
final class ParserFuzzTest {
    private static final int INPUTS = 10_000;

    @Test
    void chunksEndWellOrWithAFault() {
        Fuzz.of("chunked").run(INPUTS, input -> {
            for (boolean signedTrailer : List.of(false, true)) {
                var body = new ChunkedBody(new ByteArrayInputStream(input), Optional.empty(), signedTrailer);
                try {
                    assertThat(body.readAllBytes().length).isLessThan(input.length);
                    assertThat(body.trailers().size()).isLessThanOrEqualTo(ChunkedBody.MAX_TRAILERS);
                } catch (BodyFault e) {
                    assertThat(e).hasMessageNotContaining("Exception");
                }
            }
        });
    }

    @Test
    void documentsAreReadOrRefused() {
        Fuzz.of("xml").run(INPUTS, input -> {
            try {
                var node = XmlNode.parse(input, "Delete");
                assertThat(node.name()).isEqualTo("Delete");
            } catch (S3Exception e) {
                assertThat(e.error()).isEqualTo(S3Error.MalformedXML);
            }
        });
    }

    @Test
    void rangesLieWithinTheObject() {
        var seeds = List.of("bytes=0-0", "bytes=5-", "bytes=-5", "bytes=0-1,3-4", "bytes=99-9").stream()
                .map(text -> text.getBytes(UTF_8))
                .toList();
        fuzz(new Mutator(seeds, List.of("bytes=", "bytes", "999999999999999999", "-", ",")), input -> {
            var header = new String(input, ISO_8859_1);
            for (long size : new long[] {0, 1, 10, Long.MAX_VALUE}) {
                try {
                    ByteRange.parse(header, size).ifPresent(range -> {
                        assertThat(range.from()).isBetween(0L, size - 1);
                        assertThat(range.toExclusive()).isBetween(range.from() + 1, size);
                    });
                } catch (S3Exception e) {
                    assertThat(e.error()).isEqualTo(S3Error.InvalidRange);
                }
            }
        });
    }

    @Test
    void targetsAreTheSameWhenWrittenAndReadAgain() {
        var seeds = List.of("/bucket/key", "/b/a%20b%2Fc", "//", "/b//x/../y/", "/b/%C3%A9%F0%9F%98%80").stream()
                .map(text -> text.getBytes(UTF_8))
                .toList();
        fuzz(new Mutator(seeds, List.of("%E2%82%AC", "..", "%c0%af", "%ED%A0%80", "/./", "?")), input -> {
            var path = new String(input, UTF_8);
            for (var host : List.of("door.test", "bucket.door.test:80", ":", "")) {
                try {
                    var target = S3Target.parse(path, host, Optional.of("door.test"));
                    var written = Percent.encodePath(target.resource().getBytes(UTF_8));
                    assertThat(S3Target.parse(written, "", Optional.empty())).isEqualTo(target);
                } catch (S3Exception e) {
                    assertThat(e.error()).isEqualTo(S3Error.InvalidURI);
                }
            }
        });
    }

    private static void fuzz(Mutator mutator, Fuzz.Check check) {
        Fuzz.of("text", mutator).run(INPUTS, check);
    }
}
