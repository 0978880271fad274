package souk.sdk.storage;

import java.util.concurrent.Semaphore;

/// What all uploads of a process together may hold in memory; one that finds no room waits for it. Shared by the
/// writers of all payers.
public final class UploadMemory {
    private static final int MIB = 1 << 20;

    private final int mebibytes;
    private final Semaphore free;
    private final IdleBuffers idle = new IdleBuffers();

    /// @param mebibytes of shards, at least 1; an upload that needs more alone takes all of it
    public UploadMemory(int mebibytes) {
        this.mebibytes = mebibytes;
        this.free = new Semaphore(mebibytes, true);
    }

    /// Waits for room.
    ///
    /// @return gives the room back when closed, once
    Room reserve(long bytes) {
        int share = (int) Math.clamp(Math.ceilDiv(bytes, MIB), 1, mebibytes);
        free.acquireUninterruptibly(share);
        return () -> free.release(share);
    }

    /// Buffers to take instead of new ones, beyond what is reserved.
    IdleBuffers idle() {
        return idle;
    }

    /// Room that was reserved.
    @FunctionalInterface
    interface Room extends AutoCloseable {
        @Override
        void close();
    }
}
