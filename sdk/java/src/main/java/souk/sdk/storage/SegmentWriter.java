package souk.sdk.storage;

import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import souk.core.erasure.ReedSolomon;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.placement.Placement;
import souk.core.placement.Profile;
import souk.core.seal.Frames;
import souk.core.segment.EncodedSegment;
import souk.core.segment.SegmentEncoder;
import souk.core.value.Digest;
import souk.sdk.net.TracedThread;

/// Puts segments on the market: seal, code, send each shard to a provider of its own, and stop waiting for the
/// slowest
/// once enough are durable.
public final class SegmentWriter {
    /// Segments are cut here at the latest. A shard of the standard profile is then 1.6 MiB: large enough for
    /// the
    /// network, small enough that several segments in flight fit a small heap.
    public static final int MAX_SEGMENT = 16 << 20;

    /// Providers take no larger shard.
    private static final long MAX_SHARD = 8 << 20;

    private static final System.Logger LOG = System.getLogger(SegmentWriter.class.getName());
    /// How long a whole segment may take.
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    /// Shards beyond `success` are welcome for this long after it is reached.
    private static final Duration GRACE = Duration.ofMillis(20);

    private final Supplier<List<StorageLease>> leases;
    private final ShardTransport transport;
    private final ShardBook book;
    private final PeerHealth health;
    private final SecureRandom random;
    private final UploadMemory memory;
    private final Map<Profile, ReedSolomon> codes = new ConcurrentHashMap<>();

    /// @param leases the open ones of the payer; asked for each segment
    /// @param memory shared by all writers of the process
    public SegmentWriter(
            Supplier<List<StorageLease>> leases,
            ShardTransport transport,
            ShardBook book,
            PeerHealth health,
            SecureRandom random,
            UploadMemory memory) {
        this.leases = leases;
        this.transport = transport;
        this.book = book;
        this.health = health;
        this.random = random;
        this.memory = memory;
    }

    /// Stores the next bytes of `source`, at most `limit`, [#MAX_SEGMENT] and what makes shards that
    /// providers take.
    ///
    /// @return empty when the source had no more bytes
    /// @throws IOException from the source
    /// @throws SoukException `TOO_FEW_PROVIDERS` when fewer shards became durable than the rules ask for
    public Optional<SegmentManifest> write(SegmentRules rules, SegmentKeys keys, InputStream source, long limit)
            throws IOException {
        var profile = rules.profile();
        long most = Math.min(limit, Math.min(MAX_SEGMENT, Frames.longestSegment(profile.k(), MAX_SHARD)));
        try (var room = memory.reserve(most * profile.attempts() / profile.k())) {
            var id = randomDigest();
            var key = keys.create();
            var sinks =
                    Stream.generate(ShardBuffer::new).limit(profile.attempts()).toList();
            var code = codes.computeIfAbsent(profile, it -> ReedSolomon.of(it.k(), it.attempts()));
            var encoded = new SegmentEncoder(code, key, id, most).encode(source, sinks);
            if (encoded.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(store(rules, id, keys.wrap(id, key), encoded.get(), sinks));
        }
    }

    private SegmentManifest store(
            SegmentRules rules, Digest id, byte[] wrapped, EncodedSegment encoded, List<ShardBuffer> sinks) {
        var profile = rules.profile();
        var open = leases.get().stream()
                .filter(lease -> health.takes(lease.provider()))
                .toList();
        // All that may hold a shard; those beyond the first attempts step in for providers that refuse.
        var chosen = Placement.choose(
                open, lease -> lease.fates(rules.fates()), StorageLease::region, rules.least(), open.size(), random);
        var stored = upload(profile, encoded, sinks, chosen);
        if (stored.size() < rules.least()) {
            throw new SoukException(
                    ErrorCode.TOO_FEW_PROVIDERS,
                    stored.size() + " of " + chosen.size() + " providers kept their shard, " + rules.least()
                            + " are needed: try again");
        }
        var manifest = new SegmentManifest(
                id,
                profile.k(),
                profile.attempts(),
                encoded.length(),
                encoded.shardBytes(),
                HexFormat.of().formatHex(wrapped),
                stored);
        book.add(manifest, expiry(chosen, stored), rules.fates().countries());
        return manifest;
    }

    /// Sends all shards at once; returns when `success` are durable and a short grace is over, or all have
    /// ended.
    private List<SegmentManifest.Shard> upload(
            Profile profile, EncodedSegment encoded, List<ShardBuffer> shards, List<StorageLease> chosen) {
        var stored = ConcurrentHashMap.<SegmentManifest.Shard>newKeySet();
        var waiting = new ConcurrentLinkedQueue<>(chosen);
        int count = Math.min(profile.attempts(), chosen.size());
        var tally = new Tally(count);
        var threads = new ArrayList<Thread>();
        for (int number = 0; number < count; number++) {
            int shard = number;
            var first = waiting.remove();
            threads.add(TracedThread.start(() -> {
                var kept = send(first, waiting, shard, encoded.shardRoots().get(shard), shards.get(shard));
                kept.ifPresent(stored::add);
                tally.end(kept.isPresent());
            }));
        }
        try {
            tally.await(profile.success(), DEADLINE);
            tally.await(count, GRACE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted while storing", e);
        } finally {
            threads.forEach(Thread::interrupt);
        }
        return stored.stream()
                .sorted(Comparator.comparingInt(SegmentManifest.Shard::number))
                .toList();
    }

    /// Sends a shard to a provider, or to the next one in waiting for each that does not take it.
    private Optional<SegmentManifest.Shard> send(
            StorageLease first, Queue<StorageLease> waiting, int number, Digest root, ShardBuffer bytes) {
        for (var lease = Optional.of(first); lease.isPresent(); lease = Optional.ofNullable(waiting.poll())) {
            if (send(lease.get(), root, bytes.bytes())) {
                return Optional.of(new SegmentManifest.Shard(number, lease.get().lease(), root));
            }
            if (Thread.currentThread().isInterrupted()) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private boolean send(StorageLease lease, Digest root, byte[] bytes) {
        try {
            transport.put(lease, root, bytes);
            health.succeeded(lease.provider());
            return true;
        } catch (SoukException e) {
            // Cut off because others were faster is no failure of the provider.
            if (!Thread.currentThread().isInterrupted()) {
                refused(lease, e);
            }
            return false;
        }
    }

    private void refused(StorageLease lease, SoukException why) {
        health.refused(lease.provider(), why.code());
        LOG.log(
                System.Logger.Level.INFO,
                "shard.refused provider={0} code={1} reason={2}",
                lease.provider(),
                why.code(),
                why.getMessage());
    }

    private static Instant expiry(List<StorageLease> chosen, List<SegmentManifest.Shard> stored) {
        var holders = stored.stream().map(SegmentManifest.Shard::lease).collect(Collectors.toSet());
        return chosen.stream()
                .filter(lease -> holders.contains(lease.lease()))
                .map(StorageLease::expiresAt)
                .min(Instant::compareTo)
                .orElseThrow();
    }

    private Digest randomDigest() {
        var bytes = new byte[Digest.BYTES];
        random.nextBytes(bytes);
        return Digest.of(bytes);
    }
}
