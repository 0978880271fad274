package souk.gateway.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

final class FormPartsProperties {
    /// Bodies made of what boundaries are made of, coming in pieces of any size.
    @Property(tries = 300)
    void givesBackEveryPart(
            @ForAll @Size(min = 1, max = 4)
                    List<@Chars({'\r', '\n', '-', 'b', 'x'}) @StringLength(max = 40) String> bodies,
            @ForAll @IntRange(min = 1, max = 7) int piece)
            throws IOException {
        var boundary = "bXb";
        var form = new StringBuilder();
        bodies.forEach(body -> form.append("--")
                .append(boundary)
                .append("\r\nhead\r\n\r\n")
                .append(body)
                .append("\r\n"));
        form.append("--").append(boundary).append("--\r\n");
        var parts = new FormParts(inPieces(form.toString(), piece), boundary);

        assertThat(parts.part().readAllBytes()).isEmpty();
        for (var body : bodies) {
            parts.next();
            assertThat(parts.line()).isEmpty();
            assertThat(parts.line()).isEqualTo("head");
            assertThat(parts.line()).isEmpty();
            assertThat(new String(parts.part().readAllBytes(), UTF_8)).isEqualTo(body);
        }
        parts.next();
        assertThat(parts.line()).isEqualTo("--");
    }

    @Property(tries = 100)
    void neverTakesATruncatedPartForAWholeOne(@ForAll @IntRange(min = 1, max = 60) int lost) throws IOException {
        var form = "--b\r\nhead\r\n\r\n" + "x".repeat(60) + "\r\n--b";
        var parts = new FormParts(inPieces(form.substring(0, form.length() - Math.min(lost, 60)), 5), "b");
        parts.part().readAllBytes();
        parts.next();
        parts.line();
        parts.line();
        parts.line();

        assertThatThrownBy(() -> parts.part().readAllBytes()).isInstanceOf(EOFException.class);
    }

    @Example
    void refusesEndlessLines() {
        var parts = new FormParts(inPieces("--b" + "x".repeat(FormParts.MAX_LINE + 1), 1000), "b");

        assertThatThrownBy(() -> {
                    parts.part().readAllBytes();
                    parts.next();
                    parts.line();
                })
                .isInstanceOf(EOFException.class);
    }

    private static InputStream inPieces(String text, int size) {
        return new FilterInputStream(new ByteArrayInputStream(text.getBytes(UTF_8))) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(length, size));
            }
        };
    }
}
