package souk.compute;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/// A sandbox process, from its start to the end of its one job.
final class SandboxProcess {
    /// One frame off the wire.
    record Frame(int kind, byte[] bytes) {}

    private final Process process;
    private final MemoryTier tier;
    private final Path workingDirectory;
    private final DataInputStream in;
    private final DataOutputStream out;
    /// The job and a cancellation may be written by different threads.
    private final ReentrantLock writing = new ReentrantLock();

    SandboxProcess(Process process, MemoryTier tier, Path workingDirectory) {
        this.process = process;
        this.tier = tier;
        this.workingDirectory = workingDirectory;
        this.in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 16));
    }

    MemoryTier tier() {
        return tier;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    Frame read() throws IOException {
        int kind = in.readByte();
        int length = in.readInt();
        if (length < 0 || length > JobWire.MAX_FRAME_BYTES) {
            throw new IOException("a frame of " + length + " bytes");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("the stream ended inside a frame");
        }
        return new Frame(kind, bytes);
    }

    void awaitReady() throws IOException {
        if (read().kind() != JobWire.READY) {
            throw new IOException("the sandbox process did not get ready");
        }
    }

    void send(WasmJob job) throws IOException {
        writing.lock();
        try {
            JobWire.writeJob(out, job);
        } finally {
            writing.unlock();
        }
    }

    void sendCancel() throws IOException {
        writing.lock();
        try {
            out.write(JobWire.CANCEL);
            out.flush();
        } finally {
            writing.unlock();
        }
    }

    /// Returns whether the process ended within `patience`.
    boolean waitFor(Duration patience) throws InterruptedException {
        return process.waitFor(patience);
    }

    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    void kill() {
        process.destroyForcibly();
    }

    /// Waits for the end of a process that ends or was killed, and returns its exit status.
    int reap() throws InterruptedException {
        int status = process.waitFor();
        deleteWorkingDirectory();
        return status;
    }

    private void deleteWorkingDirectory() {
        try {
            Files.deleteIfExists(workingDirectory);
        } catch (IOException e) {
            System.getLogger("souk.compute")
                    .log(System.Logger.Level.WARNING, "event=working-directory-left path=" + workingDirectory, e);
        }
    }
}
