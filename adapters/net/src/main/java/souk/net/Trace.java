package souk.net;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// Ties together what many nodes do for one cause: the W3C Trace Context of the running request.
///
/// Source: W3C Trace Context, level 1.
///
/// @param traceId 32 hexadecimal digits, the same on all nodes
/// @param spanId 16 hexadecimal digits, of this step
public record Trace(String traceId, String spanId) {
    /// The header that carries it.
    public static final String HEADER = "traceparent";

    private static final ScopedValue<Trace> CURRENT = ScopedValue.newInstance();
    private static final Pattern PARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}.*");
    private static final int TRACE_BYTES = 16;
    private static final int SPAN_BYTES = 8;
    private static final String NO_TRACE = "0".repeat(2 * TRACE_BYTES);
    private static final String NO_SPAN = "0".repeat(2 * SPAN_BYTES);

    /// The trace of the request that runs on this thread, if one does.
    public static Optional<Trace> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /// A new cause.
    public static Trace start(RandomGenerator random) {
        return new Trace(digits(random, TRACE_BYTES), digits(random, SPAN_BYTES));
    }

    /// Reads a header; one that is malformed, or of version ff, is as good as none.
    public static Optional<Trace> parse(String traceparent) {
        var matcher = PARENT.matcher(traceparent);
        if (!matcher.matches()
                || traceparent.startsWith("ff")
                || matcher.group(1).equals(NO_TRACE)
                || matcher.group(2).equals(NO_SPAN)) {
            return Optional.empty();
        }
        return Optional.of(new Trace(matcher.group(1), matcher.group(2)));
    }

    /// The next step of the same cause.
    public Trace child(RandomGenerator random) {
        return new Trace(traceId, digits(random, SPAN_BYTES));
    }

    /// The value of the header.
    public String traceparent() {
        return "00-" + traceId + "-" + spanId + "-01";
    }

    /// Runs `call` as part of this trace.
    public <T, X extends Throwable> T call(ScopedValue.CallableOp<? extends T, X> call) throws X {
        return ScopedValue.where(CURRENT, this).call(call);
    }

    private static String digits(RandomGenerator random, int bytes) {
        var id = new byte[bytes];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }
}
