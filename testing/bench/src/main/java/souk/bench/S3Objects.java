package souk.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import souk.trust.sigv4.Header;

/// Requests of objects of one size. Each object has a number, from which its bytes follow; what comes back is compared.
final class S3Objects {
    static final String BUCKET = "/souk-bench";
    /// Of a ranged GET.
    private static final int RANGE = 64 * 1024;

    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int NO_CONTENT = 204;

    private final String prefix;
    private final long size;
    private final AtomicLong next = new AtomicLong();
    private final List<Long> kept = Collections.synchronizedList(new ArrayList<>());
    private final Queue<Long> passing = new ConcurrentLinkedQueue<>();

    /// @param name of a folder for these objects alone
    S3Objects(String name, long size) {
        this.prefix = BUCKET + "/" + name + "/";
        this.size = size;
    }

    long put(S3Wire wire, RandomGenerator random) throws IOException {
        kept.add(putNext(wire));
        return size;
    }

    long get(S3Wire wire, RandomGenerator random) throws IOException {
        return read(wire, any(random), List.of(), OK, 0, size);
    }

    long range(S3Wire wire, RandomGenerator random) throws IOException {
        long from = random.nextLong(size - RANGE);
        var range = new Header("Range", "bytes=" + from + "-" + (from + RANGE - 1));
        return read(wire, any(random), List.of(range), PARTIAL, from, from + RANGE);
    }

    /// As `warp`'s default: 45 of a hundred requests GET, 30 HEAD, 15 PUT, 10 DELETE what such a PUT wrote.
    long mixed(S3Wire wire, RandomGenerator random) throws IOException {
        int dice = random.nextInt(100);
        if (dice < 45) {
            return get(wire, random);
        }
        if (dice < 75) {
            expect(wire.call("HEAD", prefix + any(random)), OK);
            return 0;
        }
        var old = passing.poll();
        if (dice < 90 || old == null) {
            passing.add(putNext(wire));
            return size;
        }
        expect(wire.call("DELETE", prefix + old), NO_CONTENT);
        return 0;
    }

    private long putNext(S3Wire wire) throws IOException {
        long number = next.getAndIncrement();
        int status = wire.call(
                "PUT", prefix + number, List.of(), size, out -> Noise.write(number, size, out), (answer, body) -> {
                    body.transferTo(OutputStream.nullOutputStream());
                    return answer;
                });
        expect(status, OK);
        return number;
    }

    private long read(S3Wire wire, long number, List<Header> headers, int expected, long from, long to)
            throws IOException {
        return wire.call("GET", prefix + number, headers, 0, out -> {}, (status, body) -> {
            if (status != expected) {
                body.transferTo(OutputStream.nullOutputStream());
                expect(status, expected);
            }
            Answers.require(Noise.matches(number, from, to, body), prefix + number);
            return to - from;
        });
    }

    private long any(RandomGenerator random) {
        return kept.get(random.nextInt(kept.size()));
    }

    private static void expect(int status, int expected) throws IOException {
        if (status != expected) {
            throw new IOException("answered " + status + " instead of " + expected);
        }
    }
}
