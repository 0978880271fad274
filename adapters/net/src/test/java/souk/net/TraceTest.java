package souk.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {
    private static final String KNOWN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void readsWhatItWrites() {
        var trace = Trace.start(new Random(1));

        assertThat(Trace.parse(trace.traceparent())).hasValue(trace);
        assertThat(Trace.parse(KNOWN)).hasValue(new Trace("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"));
    }

    @Test
    void keepsTheCauseFromStepToStep() {
        var trace = Trace.start(new Random(1));
        var child = trace.child(new Random(2));

        assertThat(child.traceId()).isEqualTo(trace.traceId());
        assertThat(child.spanId()).isNotEqualTo(trace.spanId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7"
            })
    void ignoresHeadersThatAreMalformed(String header) {
        assertThat(Trace.parse(header)).isEmpty();
    }

    @Test
    void isThereOnlyWhileItRuns() {
        var trace = Trace.start(new Random(1));

        assertThat(trace.call(Trace::current)).hasValue(trace);
        assertThat(Trace.current()).isEmpty();
    }
}
