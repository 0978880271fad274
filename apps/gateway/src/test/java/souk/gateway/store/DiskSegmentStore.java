package souk.gateway.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Segments as plain files in a folder, and a switch to let the network go down. For tests.
public final class DiskSegmentStore implements SegmentStore {
    private final Path folder;
    private final AtomicLong next = new AtomicLong(System.nanoTime());
    private final AtomicBoolean down = new AtomicBoolean();
    private final Queue<Stuck> stuck = new ConcurrentLinkedQueue<>();

    private record Stuck(CountDownLatch begun, CountDownLatch open) {}

    public DiskSegmentStore(Path folder) {
        this.folder = folder;
    }

    /// From now on everything fails, or works again.
    public void down(boolean isDown) {
        down.set(isDown);
    }

    /// The next pack begins and does not end before the latch opens.
    ///
    /// @return opens when that pack has begun
    public CountDownLatch stuckUntil(CountDownLatch open) {
        var begun = new CountDownLatch(1);
        stuck.add(new Stuck(begun, open));
        return begun;
    }

    /// How many segments there are.
    public long count() throws IOException {
        try (var files = Files.list(folder)) {
            return files.count();
        }
    }

    @Override
    public SegmentRef write(SegmentScope scope, InputStream plaintext, long maxBytes, Plan plan) throws IOException {
        requireUp();
        var name = Long.toHexString(next.incrementAndGet());
        plan.note(name);
        var file = folder.resolve(name);
        try (var out = Files.newOutputStream(file)) {
            var buffer = new byte[64 * 1024];
            var left = maxBytes;
            for (var count = 0; left > 0; left -= count) {
                count = plaintext.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    break;
                }
                out.write(buffer, 0, count);
            }
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        return new SegmentRef(name, Files.size(file));
    }

    @Override
    public Packed pack(SegmentScope scope, List<byte[]> bodies, Plan plan) throws IOException {
        var next = stuck.poll();
        if (next != null) {
            next.begun().countDown();
            try {
                next.open().await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        }
        var all = new ByteArrayOutputStream();
        bodies.forEach(all::writeBytes);
        var whole = write(scope, new ByteArrayInputStream(all.toByteArray()), all.size(), plan);
        var refs = new ArrayList<SegmentRef>();
        long at = 0;
        for (var body : bodies) {
            refs.add(new SegmentRef(whole.manifest(), Long.toString(at), body.length));
            at += body.length;
        }
        return new Packed(whole.manifest(), refs);
    }

    @Override
    public InputStream read(SegmentScope scope, List<SegmentRef> segments, long from, long toExclusive)
            throws IOException {
        requireUp();
        var ranges = new ArrayList<InputStream>();
        var start = 0L;
        for (var segment : segments) {
            var first = Math.max(from, start);
            var last = Math.min(toExclusive, start + segment.length());
            if (first < last) {
                long base = segment.slice().isEmpty() ? 0 : Long.parseLong(segment.slice());
                ranges.add(new Range(folder.resolve(segment.manifest()), base + first - start, last - first));
            }
            start += segment.length();
        }
        return new SequenceInputStream(Collections.enumeration(ranges));
    }

    @Override
    public void delete(SegmentScope scope, List<String> manifests) throws IOException {
        requireUp();
        for (var manifest : manifests) {
            Files.deleteIfExists(folder.resolve(manifest));
        }
    }

    private void requireUp() throws IOException {
        if (down.get()) {
            throw new IOException("too few providers answer");
        }
    }

    /// A range of one file.
    private static final class Range extends InputStream {
        private final InputStream file;
        private long left;

        Range(Path path, long from, long length) throws IOException {
            try {
                this.file = Files.newInputStream(path);
            } catch (NoSuchFileException e) {
                throw new FileNotFoundException("segment is gone");
            }
            file.skipNBytes(from);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            var count = file.read(target, offset, (int) Math.min(length, left));
            left -= Math.max(count, 0);
            return count;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    @Override
    public StorageCost cost(List<SegmentRef> segments) {
        // A unit a byte and month, twice as much to send it: enough to see whose numbers come out.
        long bytes = segments.stream().mapToLong(SegmentRef::length).sum();
        return new StorageCost(bytes, BigInteger.valueOf(bytes), BigInteger.valueOf(2 * bytes));
    }

    @Override
    public Optional<BodyHealth> health(List<SegmentRef> segments) {
        return Optional.empty();
    }
}
