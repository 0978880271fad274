package souk.node.market;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// Runs the supervisor in a session of its own and shows its progress until the market is ready.
///
/// @param root of the checkout
record Detached(Home home, Path root, PrintStream out) {
    private static final long POLL_MILLIS = 20;

    int up() throws IOException, InterruptedException {
        Files.deleteIfExists(home.ready());
        var log = home.logs().resolve("supervisor.log");
        Files.writeString(log, "");
        var supervisor = start(log);
        try (var reader = Files.newBufferedReader(log)) {
            while (supervisor.isAlive() && Files.notExists(home.ready())) {
                show(reader);
                Thread.sleep(POLL_MILLIS);
            }
            show(reader);
        }
        // It ends without a fault when another start was faster.
        if (!supervisor.isAlive() && supervisor.exitValue() != 0) {
            return failed(supervisor.exitValue(), log);
        }
        var plan = Home.read(home.plan(), MarketPlan::from)
                .orElseThrow(() -> new SoukException(ErrorCode.NOT_FOUND, home.plan() + " is gone"));
        new Table(home, plan).print(out);
        return 0;
    }

    private Process start(Path log) throws IOException {
        var command = new ArrayList<>(List.of("setsid"));
        command.addAll(new Jvm(root)
                .small(
                        "96m",
                        List.of(),
                        Main.class.getName(),
                        "up",
                        "--supervise",
                        "--data",
                        home.root().toString()));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.environment().put("SOUK_ROOT", root.toString());
        return builder.start();
    }

    /// A supervisor that was killed could not say why it ended.
    private static int failed(int exit, Path log) throws IOException {
        if (exit < 128) {
            return exit;
        }
        System.err.println("souk: the supervisor was killed while starting: try again with ./souk up, or read " + log);
        return ErrorCode.UNAVAILABLE.exitCode();
    }

    /// Progress and complaints, without what libraries say.
    private static void show(BufferedReader log) throws IOException {
        for (var line = log.readLine(); line != null; line = log.readLine()) {
            if (line.startsWith("· ") || line.startsWith("souk:")) {
                System.err.println(line);
            }
        }
    }
}
