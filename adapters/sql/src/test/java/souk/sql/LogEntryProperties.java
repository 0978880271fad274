package souk.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import souk.core.value.Digest;

final class LogEntryProperties {
    @Property(tries = 300)
    void statementsComeBackAsTheyWere(@ForAll("statements") List<Statement> statements, @ForAll long sequence) {
        var decoded = LogEntry.decode(entry(statements, sequence).encode());

        var back = Statement.decode(decoded.statements());

        assertThat(decoded.sequence()).isEqualTo(sequence);
        assertThat(decoded.schema()).isEqualTo(7);
        assertThat(back).hasSameSizeAs(statements);
        for (var i = 0; i < back.size(); i++) {
            assertThat(back.get(i).sql()).isEqualTo(statements.get(i).sql());
            assertThat(Arrays.deepEquals(
                            back.get(i).parameters().toArray(),
                            statements.get(i).parameters().toArray()))
                    .isTrue();
        }
    }

    @Property(tries = 300)
    void refusesDamagedBytes(
            @ForAll("statements") List<Statement> statements,
            @ForAll int at,
            @ForAll @IntRange(min = 1, max = 255) int flip) {
        var bytes = entry(statements, 1).encode();
        bytes[Math.floorMod(at, bytes.length)] ^= (byte) flip;

        assertThatThrownBy(() -> LogEntry.decode(bytes)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 100)
    void refusesCutBytes(@ForAll("statements") List<Statement> statements, @ForAll int length) {
        var bytes = entry(statements, 1).encode();

        assertThatThrownBy(() -> LogEntry.decode(Arrays.copyOf(bytes, Math.floorMod(length, bytes.length))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 500)
    void refusesForeignStatementsWithoutEndlessWork(@ForAll byte[] anything) {
        try {
            Statement.decode(anything);
            new LogEntry(1, Digest.ZERO, 1, anything).statements();
        } catch (IllegalArgumentException expected) {
            assertThat(expected).hasMessageContaining("damaged");
        }
    }

    private static LogEntry entry(List<Statement> statements, long sequence) {
        var buffer = new StatementBuffer();
        statements.forEach(each -> buffer.add(each.sql(), each.parameters().toArray()));
        return LogEntry.of(sequence, Digest.ZERO, 7, buffer.toBytes());
    }

    @Provide
    Arbitrary<List<Statement>> statements() {
        var parameter = Arbitraries.<Object>oneOf(
                Arbitraries.longs().map(Object.class::cast),
                Arbitraries.strings()
                        .all()
                        .filter(LogEntryProperties::encodable)
                        .map(Object.class::cast),
                Arbitraries.bytes().array(byte[].class).map(Object.class::cast),
                Arbitraries.just(Optional.empty()));
        return net.jqwik.api.Combinators.combine(
                        Arbitraries.strings().ascii().ofMaxLength(200),
                        parameter.list().ofMaxSize(12))
                .as(Statement::new)
                .list()
                .ofMaxSize(20);
    }

    private static boolean encodable(String text) {
        return java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    @Property(tries = 50)
    void valuesThatMeanTheSameAreWrittenTheSame(@ForAll int number, @ForAll boolean flag) {
        var plain = new StatementBuffer();
        plain.add("s", (long) number, flag ? 1L : 0L, Optional.empty());
        var dressed = new StatementBuffer();
        dressed.add("s", OptionalLong.of(number), flag, OptionalLong.empty());

        assertThat(dressed.toBytes()).isEqualTo(plain.toBytes());
    }
}
