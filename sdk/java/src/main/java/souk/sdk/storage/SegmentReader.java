package souk.sdk.storage;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import souk.core.erasure.ReedSolomon;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.segment.Decoded;
import souk.core.segment.SegmentDecoder;
import souk.core.value.LeaseId;
import souk.sdk.net.TracedThread;

/// Reads ranges of segments back from any k of their shards.
public final class SegmentReader {
    /// A shard that has not come by then gets a rival; the slower of the two is dropped.
    private static final Duration HEDGE = Duration.ofMillis(400);
    /// How long one range may take.
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final System.Logger LOG = System.getLogger(SegmentReader.class.getName());

    private final Function<LeaseId, Optional<StorageLease>> leases;
    private final Placements placements;
    private final ShardTransport transport;
    private final PeerHealth health;

    /// @param leases how to reach the provider of a lease
    /// @param placements where the shards are now
    public SegmentReader(
            Function<LeaseId, Optional<StorageLease>> leases,
            Placements placements,
            ShardTransport transport,
            PeerHealth health) {
        this.leases = leases;
        this.placements = placements;
        this.transport = transport;
        this.health = health;
    }

    /// Bytes [from, to) of a segment or of a body in one, authenticated.
    ///
    /// @throws SoukException `TOO_FEW_PROVIDERS` when fewer than k shards can be had, `CORRUPT` when no set
    ///     of those opens
    public byte[] read(SegmentKeys keys, Sealed sealed, long from, long to) {
        var named = sealed.segment();
        var segment = placements
                .find(named.id())
                .map(placed -> named.at(placed.shards()))
                .orElse(named);
        var decoder = new SegmentDecoder(
                ReedSolomon.of(segment.k(), segment.n()),
                keys.unwrap(sealed.id(), sealed.wrappedKeyBytes()),
                sealed.id(),
                sealed.length());
        var range = decoder.stripes(from, to);
        try (var fetch = new Fetch(segment, sealed.offset() + range.shardOffset(), range.shardLength())) {
            int enough = segment.k();
            while (true) {
                var cells = fetch.await(enough);
                switch (decoder.decode(range, cells)) {
                    case Decoded.Plain(var bytes, var position, var corrupt) -> {
                        corrupt.forEach(number -> complain(segment, number));
                        return java.util.Arrays.copyOfRange(bytes, (int) (from - position), (int) (to - position));
                    }
                    // One shard more than before: the decoder finds the wrong one once it has a right one to spare.
                    case Decoded.Undecodable(var frame) -> {
                        if (cells.size() == segment.shards().size()) {
                            throw new SoukException(
                                    ErrorCode.CORRUPT, "segment " + segment.id() + " does not open at frame " + frame);
                        }
                        enough = cells.size() + 1;
                    }
                }
            }
        }
    }

    /// What is wrong is struck out, so that it is made anew, as long as enough others are left to make it of.
    private void complain(SegmentManifest segment, int number) {
        var shard =
                segment.shards().stream().filter(it -> it.number() == number).findFirst();
        shard.ifPresent(it -> {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "shard.corrupt lease={0} root={1} segment={2}",
                    it.lease(),
                    it.root(),
                    segment.id());
            if (segment.shards().size() > segment.k()) {
                placements.lost(it.lease(), Set.of(it.root()));
            }
        });
    }

    /// Shards under way for one range of one segment.
    private final class Fetch implements AutoCloseable {
        private final SegmentManifest segment;
        private final long offset;
        private final int length;
        private final ArrayDeque<Source> untried;
        private final Map<Integer, byte[]> arrived = new HashMap<>();
        private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
        private final List<Thread> threads = new ArrayList<>();
        private final long deadline = System.nanoTime() + DEADLINE.toNanos();
        private int underWay;

        private record Source(SegmentManifest.Shard shard, StorageLease lease) {}

        private record Outcome(Source source, Optional<byte[]> bytes) {}

        /// @param offset in every shard
        Fetch(SegmentManifest segment, long offset, int length) {
            this.segment = segment;
            this.offset = offset;
            this.length = length;
            this.untried = new ArrayDeque<>(sources());
        }

        /// Providers that answered lately first, and among them data shards: with all of those nothing is
        /// computed.
        private List<Source> sources() {
            var found = new ArrayList<Source>();
            Set<LeaseId> seen = new HashSet<>();
            for (var shard : segment.shards()) {
                if (seen.add(shard.lease())) {
                    leases.apply(shard.lease()).ifPresent(lease -> found.add(new Source(shard, lease)));
                }
            }
            found.sort(Comparator.comparing((Source it) -> !health.healthy(it.lease.provider()))
                    .thenComparing(it -> it.shard.number()));
            return found;
        }

        /// Waits until so many shards have arrived.
        Map<Integer, byte[]> await(int enough) {
            while (arrived.size() < enough) {
                while (arrived.size() + underWay < enough && !untried.isEmpty()) {
                    start(untried.removeFirst());
                }
                if (underWay == 0) {
                    throw new SoukException(
                            ErrorCode.TOO_FEW_PROVIDERS,
                            arrived.size() + " shards of a segment can be read and " + enough
                                    + " are needed: try again later");
                }
                next().ifPresentOrElse(this::take, this::hedge);
            }
            return Map.copyOf(arrived);
        }

        private Optional<Outcome> next() {
            try {
                long left = Math.min(HEDGE.toNanos(), deadline - System.nanoTime());
                return Optional.ofNullable(outcomes.poll(left, TimeUnit.NANOSECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted while reading", e);
            }
        }

        private void take(Outcome outcome) {
            underWay--;
            var provider = outcome.source.lease.provider();
            outcome.bytes.ifPresentOrElse(
                    bytes -> {
                        arrived.put(outcome.source.shard.number(), bytes);
                        health.succeeded(provider);
                    },
                    () -> health.failed(provider));
        }

        private void hedge() {
            if (System.nanoTime() >= deadline) {
                throw new SoukException(ErrorCode.DEADLINE_EXCEEDED, "the providers are too slow: try again later");
            }
            if (!untried.isEmpty()) {
                start(untried.removeFirst());
            }
        }

        private void start(Source source) {
            underWay++;
            threads.add(TracedThread.start(() -> outcomes.add(new Outcome(source, fetch(source)))));
        }

        private Optional<byte[]> fetch(Source source) {
            try {
                return Optional.of(transport.get(source.lease, source.shard.root(), offset, length));
            } catch (SoukException e) {
                return Optional.empty();
            }
        }

        @Override
        public void close() {
            threads.forEach(Thread::interrupt);
        }
    }
}
