package souk.sdk.storage;

import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import souk.core.erasure.ReedSolomon;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.merkle.MerkleTree;
import souk.core.placement.Placement;
import souk.core.placement.Profile;
import souk.core.seal.Frames;
import souk.core.segment.EncodedSegment;
import souk.core.segment.PackEncoder;
import souk.core.segment.SegmentEncoder;
import souk.core.value.Digest;

/// Puts segments on the market: seal, code, send each shard to a provider of its own, and stop waiting for the
/// slowest once enough are durable.
public final class SegmentWriter {
    /// Segments are cut here at the latest. A shard of the standard profile is then 1.6 MiB: large enough for the
    /// network, small enough that several segments in flight fit a small heap.
    public static final int MAX_SEGMENT = 16 << 20;

    /// Providers take no larger shard.
    private static final long MAX_SHARD = 8 << 20;

    private static final System.Logger LOG = System.getLogger(SegmentWriter.class.getName());

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

    /// Told how a segment will be found again before the first of its shards leaves, so that a crash leaves none
    /// that nobody knows. What it throws ends the write.
    @FunctionalInterface
    public interface Plan {
        void note(String manifest) throws IOException;
    }

    /// Stores the next bytes of `source`, at most `limit`, [#MAX_SEGMENT] and what makes shards that
    /// providers take.
    ///
    /// @return empty when the source had no more bytes
    /// @throws IOException from the source
    /// @throws SoukException `TOO_FEW_PROVIDERS` when fewer shards became durable than the rules ask for
    public Optional<SegmentManifest> write(
            SegmentRules rules, SegmentKeys keys, InputStream source, long limit, Plan plan) throws IOException {
        var profile = rules.profile();
        long most = Math.min(limit, Math.min(MAX_SEGMENT, Frames.longestSegment(profile.k(), MAX_SHARD)));
        try (var room = memory.reserve(most * profile.success() / profile.k())) {
            var id = randomDigest();
            var key = keys.create();
            var shards = new CodedShards(profile, Math.toIntExact(Frames.shardBytes(profile.k(), most)), memory.idle());
            var encoded = new SegmentEncoder(code(profile), key, id, most).encode(source, shards.sinks());
            if (encoded.isEmpty()) {
                return Optional.empty();
            }
            plan.note(SegmentManifest.plan(id));
            return Optional.of(store(rules, id, keys.wrap(id, key), encoded.get(), shards));
        }
    }

    /// Stores small bodies as one segment, each under a key of its own.
    ///
    /// @param bodies at least one, none empty, together at most [#MAX_SEGMENT] and what makes shards that
    ///     providers take
    /// @throws IOException from `plan`
    /// @throws SoukException `TOO_FEW_PROVIDERS` as [#write]
    public Pack pack(SegmentRules rules, SegmentKeys keys, List<byte[]> bodies, Plan plan) throws IOException {
        var profile = rules.profile();
        long cells = bodies.stream()
                .mapToLong(body -> Frames.count(profile.k(), body.length))
                .sum();
        long shard = cells * MerkleTree.CELL_BYTES;
        try (var room = memory.reserve(shard * profile.success())) {
            var id = randomDigest();
            var shards = new CodedShards(profile, Math.toIntExact(shard), memory.idle());
            var encoder = new PackEncoder(code(profile));
            var slices = new ArrayList<PackSlice>(bodies.size());
            for (var body : bodies) {
                var own = randomDigest();
                var key = keys.create();
                int first = encoder.append(key, own, body, shards.sinks());
                slices.add(new PackSlice(own, first, body.length, HexFormat.of().formatHex(keys.wrap(own, key))));
            }
            plan.note(SegmentManifest.plan(id));
            return new Pack(store(rules, id, new byte[0], encoder.end(), shards), slices);
        }
    }

    private ReedSolomon code(Profile profile) {
        return codes.computeIfAbsent(profile, CodedShards::code);
    }

    private SegmentManifest store(
            SegmentRules rules, Digest id, byte[] wrapped, EncodedSegment encoded, CodedShards shards) {
        var profile = rules.profile();
        var open = leases.get().stream()
                .filter(lease -> health.takes(lease.provider()))
                .toList();
        // All that may hold a shard: those beyond the first attempts step in for providers that refuse.
        var chosen = Placement.choose(
                open, lease -> lease.fates(rules.fates()), StorageLease::region, rules.least(), open.size(), random);
        var stored = upload(rules, encoded, shards, chosen);
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

    private List<SegmentManifest.Shard> upload(
            SegmentRules rules, EncodedSegment encoded, CodedShards shards, List<StorageLease> chosen) {
        int count = Math.min(rules.profile().attempts(), chosen.size());
        var addressed = new ConcurrentHashMap<Integer, SegmentManifest.Shard>();
        var spare = new ConcurrentLinkedQueue<>(chosen.subList(count, chosen.size()));
        var upload = new ShardUpload(count, rules.profile().success(), rules.least(), number -> {
            var shard = shards.shard(number, encoded.shardRoots());
            var lease = Optional.of(chosen.get(number));
            while (lease.isPresent()) {
                addressed.put(
                        number, new SegmentManifest.Shard(number, lease.get().lease(), shard.root()));
                if (send(lease.get(), shard.root(), shard.bytes())) {
                    return true;
                }
                lease = Thread.currentThread().isInterrupted() ? Optional.empty() : Optional.ofNullable(spare.poll());
            }
            return false;
        });
        try {
            var outcome = upload.run();
            if (outcome.over()) {
                shards.giveTo(memory.idle());
            }
            outcome.givenUp().forEach(number -> health.failed(chosen.get(number).provider()));
            return outcome.stored().stream()
                    .flatMap(number -> Optional.ofNullable(addressed.get(number)).stream())
                    .toList();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SoukException(ErrorCode.UNAVAILABLE, "interrupted while storing", e);
        }
    }

    private boolean send(StorageLease lease, Digest root, byte[] bytes) {
        try {
            transport.put(lease, root, bytes);
            health.succeeded(lease.provider());
            return true;
        } catch (SoukException e) {
            // Cut off because others were faster is no failure of the provider.
            if (!Thread.currentThread().isInterrupted()) {
                health.refused(lease.provider(), e.code());
                LOG.log(
                        System.Logger.Level.INFO,
                        "shard.refused provider={0} code={1} reason={2}",
                        lease.provider(),
                        e.code(),
                        e.getMessage());
            }
            return false;
        }
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
