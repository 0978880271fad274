package souk.sdk.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import souk.core.error.SoukException;
import souk.sdk.net.TracedThread;

/// A range of consecutive segments as a stream: while one window is read, the next ones are on their way.
public final class SegmentStream extends InputStream {
    /// Plaintext asked for at a time.
    private static final long WINDOW = 2 << 20;
    /// Windows under way or waiting to be read; with the window it bounds the memory of a reader.
    private static final int AHEAD = 2;

    private final SegmentReader reader;
    private final SegmentKeys keys;
    private final Deque<Piece> pieces;
    private final Deque<FutureTask<byte[]>> ahead = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private byte[] current = new byte[0];
    private int at;

    private record Piece(Sealed sealed, long from, long to) {}

    /// @param from first byte, counted from the start of the first segment
    /// @param to one after the last
    public SegmentStream(SegmentReader reader, SegmentKeys keys, List<Sealed> segments, long from, long to) {
        this.reader = reader;
        this.keys = keys;
        this.pieces = pieces(segments, from, to);
    }

    private static Deque<Piece> pieces(List<Sealed> segments, long from, long to) {
        var pieces = new ArrayDeque<Piece>();
        long start = 0;
        for (var segment : segments) {
            long low = Math.max(from - start, 0);
            long high = Math.min(to - start, segment.length());
            for (long at = low; at < high; at += WINDOW) {
                pieces.add(new Piece(segment, at, Math.min(at + WINDOW, high)));
            }
            start += segment.length();
        }
        return pieces;
    }

    @Override
    public int read() throws IOException {
        return fill() ? current[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, current.length - at);
        System.arraycopy(current, at, bytes, offset, count);
        at += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (at == current.length) {
            while (ahead.size() < AHEAD && !pieces.isEmpty()) {
                start(pieces.removeFirst());
            }
            if (ahead.isEmpty()) {
                return false;
            }
            current = await(ahead.removeFirst());
            at = 0;
        }
        return true;
    }

    private void start(Piece piece) {
        var task = new FutureTask<>(() -> reader.read(keys, piece.sealed, piece.from, piece.to));
        ahead.add(task);
        threads.removeIf(thread -> !thread.isAlive());
        threads.add(TracedThread.start(task));
    }

    private static byte[] await(FutureTask<byte[]> task) throws IOException {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SoukException refused) {
                throw new IOException(refused.getMessage(), refused);
            }
            throw new IOException(e.getCause());
        }
    }

    @Override
    public void close() {
        pieces.clear();
        threads.forEach(Thread::interrupt);
    }
}
