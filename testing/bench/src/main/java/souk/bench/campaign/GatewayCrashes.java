package souk.bench.campaign;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import souk.trust.sigv4.Credentials;

/// A door without a market behind it is killed and started again while clients use it: what the metadata
/// promises, apart from what the network does.
public final class GatewayCrashes {
    private static final Duration STARTING = Duration.ofSeconds(60);

    private GatewayCrashes() {}

    /// One of several gateways of a namespace.
    ///
    /// @param command starts it, and it serves on `endpoint` until it is killed
    public record Gateway(List<String> command, URI endpoint) {
        public Gateway {
            command = List.copyOf(command);
        }
    }

    /// @param command starts the door, which serves on `endpoint` until it is killed
    public static Report run(List<String> command, URI endpoint, Credentials owner, long seed, Duration hurting)
            throws IOException, InterruptedException {
        return run(List.of(new Gateway(command, endpoint)), () -> {}, owner, seed, hurting);
    }

    /// Kills one of the gateways at a time, which clients use each.
    ///
    /// @param besides another fault, which heals before it returns; one time in as many as there are
    ///     gateways and it
    public static Report run(List<Gateway> gateways, Runnable besides, Credentials owner, long seed, Duration hurting)
            throws IOException, InterruptedException {
        var random = new Random(seed);
        long begun = System.nanoTime();
        int kills = 0;
        var processes = new ArrayList<Process>();
        var doors = new ArrayList<Door>();
        try {
            for (var gateway : gateways) {
                processes.add(start(gateway.command));
                doors.add(new Door(gateway.endpoint, owner, InstantSource.system()));
                await(doors.getLast());
            }
            var crowd = new Crowd(doors, seed);
            crowd.start();
            while (System.nanoTime() - begun < hurting.toNanos()) {
                Thread.sleep(500 + random.nextInt(2_500));
                int struck = random.nextInt(gateways.size() == 1 ? 1 : gateways.size() + 1);
                if (struck == gateways.size()) {
                    besides.run();
                } else {
                    processes.get(struck).destroyForcibly().waitFor();
                    processes.set(struck, start(gateways.get(struck).command));
                    await(doors.get(struck));
                    kills++;
                }
            }
            crowd.finish();
            var histories = crowd.histories();
            return new Report(
                    seed,
                    Map.of(Fault.KILL_GATEWAY.name(), kills),
                    histories.calls(),
                    histories.lost(),
                    histories.keys().size(),
                    0,
                    Duration.ofNanos(System.nanoTime() - begun),
                    histories.judge());
        } finally {
            doors.forEach(Door::close);
            for (var process : processes) {
                process.destroyForcibly().waitFor();
            }
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
