package souk.compute;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/// The bytes between the sandbox's two processes. Both ends are the same build, so there is no version in it.
///
/// The parent sends one job, then at most one [#CANCEL]; the end of its stream means it is gone. The child sends
/// frames: one byte of kind, a length, that many bytes.
final class JobWire {
    static final int CANCEL = 'c';

    static final int READY = 'y';
    static final int STDOUT = 'o';
    static final int STDERR = 'e';
    static final int RESULT = 'r';

    /// The child never sends larger frames; the parent refuses them.
    static final int MAX_FRAME_BYTES = 1 << 20;

    private static final int LIVE = 0;
    private static final int FIXED = 1;

    private JobWire() {}

    static void writeJob(DataOutputStream out, WasmJob job) throws IOException {
        writeBytes(out, job.module());
        out.writeInt(job.args().size());
        for (String arg : job.args()) {
            writeText(out, arg);
        }
        out.writeInt(job.env().size());
        for (var entry : job.sortedEnv().entrySet()) {
            writeText(out, entry.getKey());
            writeText(out, entry.getValue());
        }
        out.writeInt(job.mounts().size());
        for (Mount mount : job.mounts()) {
            writeText(out, mount.hostDirectory().toString());
            writeText(out, mount.guestPath());
            out.writeBoolean(mount.readOnly());
        }
        var limits = job.limits();
        out.writeLong(limits.memoryBytes());
        out.writeLong(limits.wallTime().toMillis());
        out.writeLong(limits.instructions());
        out.writeLong(limits.streamBytes());
        out.writeLong(limits.outputBytes());
        writeSurroundings(out, job.surroundings());
        out.flush();
    }

    private static void writeSurroundings(DataOutputStream out, Surroundings surroundings) throws IOException {
        switch (surroundings) {
            case Surroundings.Live() -> out.writeByte(LIVE);
            case Surroundings.Fixed(long seed, long epochNanos) -> {
                out.writeByte(FIXED);
                out.writeLong(seed);
                out.writeLong(epochNanos);
            }
        }
    }

    static WasmJob readJob(DataInputStream in) throws IOException {
        byte[] program = readBytes(in);
        var args = new ArrayList<String>();
        for (int left = in.readInt(); left > 0; left--) {
            args.add(readText(in));
        }
        var env = new LinkedHashMap<String, String>();
        for (int left = in.readInt(); left > 0; left--) {
            env.put(readText(in), readText(in));
        }
        var mounts = new ArrayList<Mount>();
        for (int left = in.readInt(); left > 0; left--) {
            mounts.add(new Mount(Path.of(readText(in)), readText(in), in.readBoolean()));
        }
        var limits = new Limits(
                in.readLong(), Duration.ofMillis(in.readLong()), in.readLong(), in.readLong(), in.readLong());
        return new WasmJob(program, args, env, mounts, limits, readSurroundings(in));
    }

    private static Surroundings readSurroundings(DataInputStream in) throws IOException {
        return in.readByte() == LIVE ? new Surroundings.Live() : new Surroundings.Fixed(in.readLong(), in.readLong());
    }

    static void writeOutcome(DataOutputStream out, JobOutcome outcome) throws IOException {
        switch (outcome) {
            case JobOutcome.Completed(int exitCode, Usage usage) -> {
                out.writeByte(0);
                out.writeInt(exitCode);
            }
            case JobOutcome.TimedOut timedOut -> out.writeByte(1);
            case JobOutcome.OutOfMemory outOfMemory -> out.writeByte(2);
            case JobOutcome.OutOfInstructions outOfInstructions -> out.writeByte(3);
            case JobOutcome.Trapped(String message, Usage usage) -> {
                out.writeByte(4);
                writeText(out, message);
            }
            case JobOutcome.Refused(String reason, Usage usage) -> {
                out.writeByte(5);
                writeText(out, reason);
            }
            case JobOutcome.Cancelled cancelled -> out.writeByte(6);
        }
        var usage = outcome.usage();
        out.writeLong(usage.cpuMillis());
        out.writeLong(usage.memoryByteSeconds());
        out.writeLong(usage.instructions());
        out.writeLong(usage.wallMillis());
        out.writeLong(usage.peakMemoryBytes());
        out.writeLong(usage.outputBytes());
    }

    static JobOutcome readOutcome(DataInputStream in) throws IOException {
        int kind = in.readByte();
        int exitCode = kind == 0 ? in.readInt() : 0;
        String text = kind == 4 || kind == 5 ? readText(in) : "";
        var usage = new Usage(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
        return switch (kind) {
            case 0 -> new JobOutcome.Completed(exitCode, usage);
            case 1 -> new JobOutcome.TimedOut(usage);
            case 2 -> new JobOutcome.OutOfMemory(usage);
            case 3 -> new JobOutcome.OutOfInstructions(usage);
            case 4 -> new JobOutcome.Trapped(text, usage);
            case 5 -> new JobOutcome.Refused(text, usage);
            case 6 -> new JobOutcome.Cancelled(usage);
            default -> throw new IOException("unknown outcome " + kind);
        };
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] bytes = in.readNBytes(length);
        if (bytes.length != length) {
            throw new IOException("the stream ended inside a message");
        }
        return bytes;
    }
}
