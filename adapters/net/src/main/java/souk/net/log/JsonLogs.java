package souk.net.log;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/// Sends everything that is logged in this process, by `System.Logger` too, to one place as one line of JSON each:
/// `time`, `level`, `logger`, `event`, `trace` and `exception`. To be installed once, first thing in `main`.
public final class JsonLogs implements AutoCloseable {
    /// A log file is cut at this length.
    public static final int MAX_FILE_BYTES = 64 * 1024 * 1024;
    /// As many files are kept, named `x.0` (newest), `x.1` and so on.
    public static final int FILES = 4;

    /// Tells of every socket it opens; its warnings are worth a line, the rest is no story for an operator. Held, since
    /// a logger that nobody holds forgets its level.
    private final Logger webServer = Logger.getLogger("io.helidon");

    private final Logger root;
    private final Level levelBefore;
    private final List<Handler> handlersBefore;
    private final Handler handler;

    private JsonLogs(Handler handler, System.Logger.Level level) {
        this.root = LogManager.getLogManager().getLogger("");
        this.levelBefore = root.getLevel();
        this.handlersBefore = List.of(root.getHandlers());
        this.handler = handler;
        handlersBefore.forEach(root::removeHandler);
        handler.setLevel(Level.ALL);
        handler.setFormatter(new JsonFormatter());
        root.addHandler(handler);
        root.setLevel(levelOf(level));
        webServer.setLevel(Level.WARNING);
    }

    /// Logs to a file, which is rotated.
    public static JsonLogs install(Path file, System.Logger.Level level) {
        try {
            Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
            var pattern = file.toString().replace("%", "%%") + ".%g";
            return new JsonLogs(new FileHandler(pattern, MAX_FILE_BYTES, FILES, true), level);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Logs to a stream such as `System.err`, which is not closed.
    public static JsonLogs install(OutputStream out, System.Logger.Level level) {
        return new JsonLogs(new LineHandler(out), level);
    }

    /// Puts back what was there before.
    @Override
    public void close() {
        root.removeHandler(handler);
        handler.flush();
        if (handler instanceof FileHandler) {
            handler.close();
        }
        handlersBefore.forEach(root::addHandler);
        root.setLevel(levelBefore);
        webServer.setLevel(null);
    }

    private static Level levelOf(System.Logger.Level level) {
        return switch (level) {
            case ALL -> Level.ALL;
            case TRACE -> Level.FINER;
            case DEBUG -> Level.FINE;
            case INFO -> Level.INFO;
            case WARNING -> Level.WARNING;
            case ERROR -> Level.SEVERE;
            case OFF -> Level.OFF;
        };
    }

    /// Shows each line at once.
    private static final class LineHandler extends StreamHandler {
        LineHandler(OutputStream out) {
            setOutputStream(out);
        }

        @Override
        public synchronized void publish(java.util.logging.LogRecord line) {
            super.publish(line);
            flush();
        }
    }
}
