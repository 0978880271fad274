package souk.gateway;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import souk.core.erasure.AdaptiveKernel;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.net.log.JsonLogs;

/// Runs the gateway of a market: `--data HOME`, and `--number N` for one of several.
public final class Main {
    private static final System.Logger LOG = System.getLogger(Main.class.getName());

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        JsonLogs.install(System.err, System.Logger.Level.INFO);
        try {
            seekFastKernel();
            var gateway = Gateway.start(folder(List.of(arguments)));
            Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "stop"));
            Thread.currentThread().join();
        } catch (SoukException e) {
            LOG.log(System.Logger.Level.ERROR, "gateway.failed code={0} reason={1}", e.code(), e.getMessage());
            System.exit(e.code().exitCode());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "gateway.failed reason=" + e.getMessage(), e);
            System.exit(1);
        }
    }

    /// Off the requests' path: a trial takes a second, and its clock counts the time of a platform
    /// thread only.
    private static void seekFastKernel() {
        var kernel = AdaptiveKernel.ofProcess();
        kernel.arm(
                trial -> Thread.ofPlatform().daemon().name("kernel-trial").start(() -> {
                    trial.run();
                    LOG.log(
                            System.Logger.Level.INFO,
                            "erasure.kernel kind={0}",
                            kernel.kind().id());
                }),
                ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime,
                new SecureRandom());
    }

    private static Folder folder(List<String> arguments) {
        boolean several = arguments.size() == 4 && arguments.get(2).equals("--number");
        if (!several && arguments.size() != 2 || !arguments.getFirst().equals("--data")) {
            throw usage();
        }
        try {
            int number = several ? Integer.parseInt(arguments.get(3)) : 1;
            return new Folder(Path.of(arguments.get(1)).toAbsolutePath().normalize(), number);
        } catch (NumberFormatException e) {
            throw usage();
        }
    }

    private static SoukException usage() {
        return new SoukException(ErrorCode.BAD_REQUEST, "usage: souk.gateway.Main --data HOME [--number N]");
    }
}
