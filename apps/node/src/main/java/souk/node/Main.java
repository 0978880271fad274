package souk.node;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import souk.core.error.SoukException;
import souk.net.log.JsonLogs;

/// `souk node`: hosts nodes of a market until it is told to end.
public final class Main {
    private static final System.Logger LOG = System.getLogger(Main.class.getName());

    private Main() {}

    /// Arguments: `--data DIR` and, for a part of the nodes, `--only NAME,NAME`.
    public static void main(String[] arguments) throws InterruptedException {
        var words = Arrays.asList(arguments);
        var home = Path.of(value(words, "--data"));
        var only = words.contains("--only") ? Set.of(value(words, "--only").split(",")) : Set.<String>of();
        var ended = new CountDownLatch(1);
        JsonLogs.install(System.err, System.Logger.Level.INFO);
        var process = start(home, only);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            process.close();
            ended.countDown();
        }));
        ended.await();
    }

    /// Says why and ends when it cannot start: a process that hangs on without its nodes helps nobody.
    private static NodeProcess start(Path home, Set<String> only) {
        try {
            return NodeProcess.start(home, only);
        } catch (SoukException e) {
            LOG.log(System.Logger.Level.ERROR, "node.failed code={0} reason={1}", e.code(), e.getMessage());
            throw exit(e.code().exitCode());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "node.failed reason=" + e.getMessage(), e);
            throw exit(1);
        }
    }

    private static IllegalStateException exit(int code) {
        System.exit(code);
        return new IllegalStateException("exit returned");
    }

    private static String value(List<String> words, String name) {
        int at = words.indexOf(name);
        if (at < 0 || at + 1 == words.size()) {
            System.err.println("usage: souk.node.Main --data DIR [--only NAME,NAME]");
            System.exit(2);
        }
        return words.get(at + 1);
    }
}
