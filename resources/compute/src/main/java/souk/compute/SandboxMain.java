package souk.compute;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The process around one job: reads it from its standard input, runs it, writes [JobWire] frames, ends.
final class SandboxMain {
    /// Runs the warm-up program first, so that a spare process answers fast.
    static final String WARM = "--warm";

    /// Runs the warm-up program only: what a start-up cache is recorded from.
    static final String TRAIN = "--train";

    private static final String WARM_UP_PROGRAM = "warmup.wasm";

    private SandboxMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        // Frames alone may reach the standard output: whatever else is printed goes to the other stream.
        var frames = new FrameWriter(new FileOutputStream(FileDescriptor.out));
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        var mode = List.of(args);
        if (mode.contains(WARM) || mode.contains(TRAIN)) {
            warmUp();
        }
        if (mode.contains(TRAIN)) {
            return;
        }
        frames.ready();
        var in = new DataInputStream(new BufferedInputStream(System.in));
        var run = new GuestRun(JobWire.readJob(in), frames);
        Thread.ofPlatform().daemon().name("control").start(() -> followParent(in, run));
        frames.result(run.run());
        // A non-daemon thread of a library must not keep the process.
        Runtime.getRuntime().halt(0);
    }

    /// Without a parent nobody takes the result, and nobody kills this process when it hangs.
    private static void followParent(InputStream in, GuestRun run) {
        try {
            while (in.read() == JobWire.CANCEL) {
                run.cancel();
            }
        } catch (IOException e) {
            System.getLogger("souk.compute").log(System.Logger.Level.DEBUG, "event=parent-lost", e);
        }
        Runtime.getRuntime().halt(1);
    }

    private static void warmUp() throws IOException, InterruptedException {
        try (InputStream program = SandboxMain.class.getResourceAsStream(WARM_UP_PROGRAM)) {
            if (program == null) {
                throw new IOException("the warm-up program is missing");
            }
            var limits = new Limits(1 << 20, Duration.ofSeconds(10), 100_000_000, 1 << 16, 0);
            var job = new WasmJob(
                    program.readAllBytes(), List.of(), Map.of(), List.of(), limits, new Surroundings.Live());
            new GuestRun(job, new FrameWriter(OutputStream.nullOutputStream())).run();
        }
    }
}
