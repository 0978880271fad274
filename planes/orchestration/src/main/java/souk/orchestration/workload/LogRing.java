package souk.orchestration.workload;

import java.util.Arrays;

/// The last bytes that a job printed. Grows to [#CAPACITY], then drops the oldest. Safe for use by many
/// threads.
final class LogRing {
    /// Bytes kept for each job: enough to see what went wrong.
    static final int CAPACITY = 1 << 20;

    private byte[] bytes = new byte[0];
    private long written;

    synchronized void append(byte[] more) {
        int from = Math.max(0, more.length - CAPACITY);
        written += from;
        grow(Math.min(CAPACITY, written + more.length - from));
        for (int i = from; i < more.length; ) {
            int at = (int) (written % bytes.length);
            int count = Math.min(more.length - i, bytes.length - at);
            System.arraycopy(more, i, bytes, at, count);
            written += count;
            i += count;
        }
    }

    synchronized LogChunk read(long from, int most) {
        long oldest = Math.max(0, written - bytes.length);
        long start = Math.clamp(from, oldest, written);
        int count = (int) Math.min(most, written - start);
        var chunk = new byte[count];
        for (int i = 0; i < count; i++) {
            chunk[i] = bytes[(int) ((start + i) % bytes.length)];
        }
        return new LogChunk(start, chunk, start + count);
    }

    /// Below the capacity nothing has wrapped around yet, so growing keeps every byte at its place.
    private void grow(long needed) {
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(CAPACITY, Math.max(needed, 2L * bytes.length)));
        }
    }
}
