package souk.node;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/// `souk node`: hosts nodes of a market until it is told to end.
public final class Main {
    private Main() {}

    /// Arguments: `--data DIR` and, for a part of the nodes, `--only NAME,NAME`.
    public static void main(String[] arguments) throws InterruptedException {
        var words = Arrays.asList(arguments);
        var home = Path.of(value(words, "--data"));
        var only = words.contains("--only") ? Set.of(value(words, "--only").split(",")) : Set.<String>of();
        var ended = new CountDownLatch(1);
        var process = NodeProcess.start(home, only);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            process.close();
            ended.countDown();
        }));
        ended.await();
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
