package souk.sdk.storage;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import souk.core.erasure.ReedSolomon;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.merkle.MerkleHasher;
import souk.core.segment.Rebuilt;
import souk.core.segment.ShardRebuilder;
import souk.core.segment.ShardSink;
import souk.core.segment.ShardSource;
import souk.core.value.Digest;
import souk.sdk.net.TracedThread;

/// Makes lost shards anew from others and brings shards to other providers. It sees ciphertext only and
/// needs no key.
///
/// A segment's sources and what is made of them are in memory at once: (k + lost) shards, taken from
/// `memory`.
public final class SegmentRepairer implements SegmentRebuild {
    private static final System.Logger LOG = System.getLogger(SegmentRepairer.class.getName());

    private final ShardTransport transport;
    private final PeerHealth health;
    private final UploadMemory memory;
    private final Throttle throttle;

    /// @param memory what all repairs of the process together may hold
    /// @param throttle what all of them together may move
    public SegmentRepairer(ShardTransport transport, PeerHealth health, UploadMemory memory, Throttle throttle) {
        this.transport = transport;
        this.health = health;
        this.memory = memory;
        this.throttle = throttle;
    }

    /// Whether it is worth offering a shard to the provider of a lease.
    public boolean takes(StorageLease lease) {
        return health.takes(lease.provider());
    }

    /// A shard and how to get it.
    public record Source(SegmentManifest.Shard shard, StorageLease lease) {}

    /// What came of a repair.
    ///
    /// @param stored durable at their new providers
    /// @param corrupt sources that were not what they should be
    /// @param byOthers whether a provider did it, by a grant
    public record Outcome(List<SegmentManifest.Shard> stored, Set<SegmentManifest.Shard> corrupt, boolean byOthers) {
        public Outcome {
            stored = List.copyOf(stored);
            corrupt = Set.copyOf(corrupt);
        }
    }

    @Override
    public Outcome rebuild(PlacedSegment segment, List<Source> sources, Map<Integer, StorageLease> targets) {
        var code = ReedSolomon.of(segment.k(), segment.n());
        try (var room = memory.reserve((segment.k() + targets.size()) * segment.shardBytes())) {
            var fetch = new Fetch(segment, sources);
            var corrupt = new HashSet<SegmentManifest.Shard>();
            while (true) {
                var held = fetch.await();
                var sinks = new TreeMap<Integer, ShardBuffer>();
                targets.keySet()
                        .forEach(number -> sinks.put(number, new ShardBuffer(Math.toIntExact(segment.shardBytes()))));
                switch (rebuild(code, segment, held, sinks)) {
                    case Rebuilt.Complete _ -> {
                        return new Outcome(send(segment, sinks, targets), corrupt, false);
                    }
                    case Rebuilt.CorruptSources(var numbers) -> corrupt.addAll(fetch.drop(numbers));
                }
            }
        }
    }

    /// Brings one shard to another provider as it is.
    ///
    /// @return the shard where it is now
    /// @throws SoukException `CORRUPT` when the source gave something else; as the transport
    public SegmentManifest.Shard copy(Source from, StorageLease to, long shardBytes) {
        try (var room = memory.reserve(shardBytes)) {
            throttle.take(2 * shardBytes);
            var root = from.shard().root();
            var bytes = transport.get(from.lease(), root, 0, Math.toIntExact(shardBytes));
            if (!MerkleHasher.rootOf(bytes).equals(root)) {
                throw new SoukException(ErrorCode.CORRUPT, from.lease().provider() + " gave another shard");
            }
            put(to, root, bytes);
            return new SegmentManifest.Shard(from.shard().number(), to.lease(), root);
        }
    }

    private static Rebuilt rebuild(
            ReedSolomon code, PlacedSegment segment, List<Held> held, Map<Integer, ShardBuffer> sinks) {
        var roots = new ArrayList<>(Collections.nCopies(segment.n(), Digest.ZERO));
        segment.shards().forEach(shard -> roots.set(shard.number(), shard.root()));
        try {
            return new ShardRebuilder(code, roots, segment.shardBytes())
                    .rebuild(held, Map.<Integer, ShardSink>copyOf(sinks));
        } catch (IOException e) {
            throw new SoukException(ErrorCode.INTERNAL, "shards in memory cannot be read", e);
        }
    }

    private List<SegmentManifest.Shard> send(
            PlacedSegment segment, Map<Integer, ShardBuffer> made, Map<Integer, StorageLease> targets) {
        throttle.take(made.size() * segment.shardBytes());
        var stored = ConcurrentHashMap.<SegmentManifest.Shard>newKeySet();
        each(targets.entrySet(), target -> {
            var bytes =
                    Optional.ofNullable(made.get(target.getKey())).orElseThrow().bytes();
            var root = MerkleHasher.rootOf(bytes);
            try {
                put(target.getValue(), root, bytes);
                stored.add(new SegmentManifest.Shard(
                        target.getKey(), target.getValue().lease(), root));
            } catch (SoukException e) {
                log("repair.refused", target.getValue(), e);
            }
        });
        return List.copyOf(stored);
    }

    private void put(StorageLease lease, Digest root, byte[] bytes) {
        try {
            transport.put(lease, root, bytes);
        } catch (SoukException e) {
            health.refused(lease.provider(), e.code());
            throw e;
        }
    }

    private static void log(String event, StorageLease lease, SoukException why) {
        LOG.log(
                System.Logger.Level.INFO,
                event + " provider={0} code={1} reason={2}",
                lease.provider(),
                why.code(),
                why.getMessage());
    }

    private static <T> void each(Iterable<T> all, Consumer<T> work) {
        var threads = new ArrayList<Thread>();
        all.forEach(one -> threads.add(TracedThread.start(() -> work.accept(one))));
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted while repairing", e);
        }
    }

    /// A whole shard in memory.
    private record Held(SegmentManifest.Shard shard, byte[] all) implements ShardSource {
        @Override
        public int number() {
            return shard.number();
        }

        @Override
        public void read(long position, byte[] bytes, int offset, int length) {
            System.arraycopy(all, Math.toIntExact(position), bytes, offset, length);
        }
    }

    /// Keeps k shards of a segment in memory, taking the next source for each that fails.
    private final class Fetch {
        private final PlacedSegment segment;
        private final Deque<Source> untried;
        private final Map<Integer, Held> held = new ConcurrentHashMap<>();

        Fetch(PlacedSegment segment, List<Source> sources) {
            this.segment = segment;
            this.untried = new ArrayDeque<>(sources);
        }

        List<Held> await() {
            while (held.size() < segment.k()) {
                var next = new ArrayList<Source>();
                while (held.size() + next.size() < segment.k() && !untried.isEmpty()) {
                    next.add(untried.removeFirst());
                }
                if (next.isEmpty()) {
                    throw new SoukException(
                            ErrorCode.TOO_FEW_PROVIDERS,
                            held.size() + " shards of segment " + segment.id() + " can be read and " + segment.k()
                                    + " are needed");
                }
                throttle.take(next.size() * segment.shardBytes());
                each(next, this::fetch);
            }
            return List.copyOf(held.values());
        }

        private void fetch(Source source) {
            try {
                var bytes =
                        transport.get(source.lease(), source.shard().root(), 0, Math.toIntExact(segment.shardBytes()));
                held.put(source.shard().number(), new Held(source.shard(), bytes));
            } catch (SoukException e) {
                log("repair.source-failed", source.lease(), e);
            }
        }

        List<SegmentManifest.Shard> drop(Set<Integer> numbers) {
            return numbers.stream()
                    .flatMap(number -> Optional.ofNullable(held.remove(number)).stream())
                    .map(Held::shard)
                    .toList();
        }
    }
}
