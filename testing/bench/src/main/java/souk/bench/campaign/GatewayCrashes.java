package souk.bench.campaign;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import souk.trust.sigv4.Credentials;

/// A door without a market behind it is killed and started again while clients use it: what the metadata promises,
/// apart from what the network does.
public final class GatewayCrashes {
    private static final Duration STARTING = Duration.ofSeconds(60);

    private GatewayCrashes() {}

    /// @param command starts the door, which serves on `endpoint` until it is killed
    public static Report run(List<String> command, URI endpoint, Credentials owner, long seed, Duration hurting)
            throws IOException, InterruptedException {
        var random = new Random(seed);
        long begun = System.nanoTime();
        int kills = 0;
        var process = start(command);
        try (var door = new Door(endpoint, owner, InstantSource.system())) {
            await(door);
            var crowd = new Crowd(door, seed);
            crowd.start();
            while (System.nanoTime() - begun < hurting.toNanos()) {
                Thread.sleep(500 + random.nextInt(2_500));
                process.destroyForcibly().waitFor();
                process = start(command);
                await(door);
                kills++;
            }
            crowd.finish();
            var histories = crowd.histories();
            return new Report(
                    seed,
                    Map.of(Fault.KILL_GATEWAY.name(), kills),
                    histories.calls(),
                    histories.lost(),
                    histories.keys().size(),
                    Duration.ofNanos(System.nanoTime() - begun),
                    histories.judge());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void await(Door door) throws InterruptedException {
        long end = System.nanoTime() + STARTING.toNanos();
        while (!(door.get("/") instanceof Door.Answered) && System.nanoTime() < end) {
            Thread.sleep(50);
        }
    }
}
