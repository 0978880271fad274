package souk.net.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import souk.core.json.Json;
import souk.net.Trace;

/// One line of JSON for each event. JSON escapes line ends, so no text that is logged can forge a line.
final class JsonFormatter extends Formatter {
    /// Long enough for the causes that matter, short enough for a log line.
    private static final int MAX_EXCEPTION_LETTERS = 8_000;

    private static final int MAX_EVENT_LETTERS = 4_000;

    @Override
    public String format(LogRecord line) {
        var json = Json.object()
                .put("time", line.getInstant().toString())
                .put("level", levelOf(line.getLevel()))
                .put("logger", Optional.ofNullable(line.getLoggerName()))
                .put("event", cut(Optional.ofNullable(formatMessage(line)).orElse(""), MAX_EVENT_LETTERS))
                .put("trace", Trace.current().map(Trace::traceId))
                .put("exception", Optional.ofNullable(line.getThrown()).map(JsonFormatter::text));
        return json.build() + "\n";
    }

    private static String levelOf(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    private static String text(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return cut(text.toString(), MAX_EXCEPTION_LETTERS);
    }

    /// Also mends half surrogate pairs, which JSON does not have.
    private static String cut(String text, int letters) {
        var part = text.length() <= letters ? text : text.substring(0, letters - 1) + "…";
        return new String(part.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
