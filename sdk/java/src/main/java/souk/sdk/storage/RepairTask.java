package souk.sdk.storage;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Sha256;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// What a repairer is to do: read k shards of a segment, make others, store them. Ciphertext and places,
/// nothing else.
///
/// @param segment random, says nothing of what is in it
/// @param sources at least k of them
/// @param targets shards to make; their roots are known, so that wrong ones are nowhere taken
public record RepairTask(Digest segment, int k, int n, long shardBytes, List<Place> sources, List<Place> targets) {
    /// A segment has no more shards.
    private static final int MAX_SHARDS = 256;
    /// As large as a shard store takes: 1 GiB would not fit the memory of a repair, 64 MiB segments have 32
    /// at most.
    public static final long MAX_SHARD_BYTES = 64L << 20;

    /// A shard and where it is, or is to be.
    ///
    /// @param until how long it is to be kept there
    public record Place(SegmentManifest.Shard shard, Address provider, Instant until) {
        /// A shard under a lease.
        public static Place of(SegmentManifest.Shard shard, StorageLease lease) {
            return new Place(shard, lease.provider(), lease.expiresAt());
        }

        private JsonObject toJson() {
            return Json.object()
                    .put("number", shard.number())
                    .put("lease", shard.lease().hex())
                    .put("root", shard.root().hex())
                    .put("provider", provider.hex())
                    .put("until", until.getEpochSecond())
                    .build();
        }

        private static Place from(JsonObject json) {
            return new Place(
                    new SegmentManifest.Shard(
                            (int) json.integer("number"),
                            new LeaseId(json.text("lease")),
                            new Digest(json.text("root"))),
                    new Address(json.text("provider")),
                    Instant.ofEpochSecond(json.integer("until")));
        }
    }

    public RepairTask {
        sources = List.copyOf(sources);
        targets = List.copyOf(targets);
        var numbers = new HashSet<Integer>();
        boolean sound = k > 0
                && k < n
                && n <= MAX_SHARDS
                && shardBytes > 0
                && shardBytes <= MAX_SHARD_BYTES
                && sources.size() >= k
                && !targets.isEmpty();
        int most = n;
        sound &= Stream.concat(sources.stream(), targets.stream())
                .mapToInt(place -> place.shard.number())
                .allMatch(number -> number >= 0 && number < most && numbers.add(number));
        if (!sound) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a repair that cannot be done");
        }
    }

    /// What a grant names it by.
    public Digest digest() {
        return Digest.of(Sha256.hash(toJson().canonical()));
    }

    public JsonObject toJson() {
        return Json.object()
                .put("segment", segment.hex())
                .put("k", k)
                .put("n", n)
                .put("shardBytes", shardBytes)
                .put("sources", Json.array(sources.stream().map(Place::toJson).toList()))
                .put("targets", Json.array(targets.stream().map(Place::toJson).toList()))
                .build();
    }

    /// Reads what [#toJson] wrote.
    ///
    /// @throws SoukException `BAD_REQUEST` when it makes no sense
    public static RepairTask from(JsonObject json) {
        return new RepairTask(
                new Digest(json.text("segment")),
                (int) json.integer("k"),
                (int) json.integer("n"),
                json.integer("shardBytes"),
                json.array("sources").objects().map(Place::from).toList(),
                json.array("targets").objects().map(Place::from).toList());
    }

    /// The segment as far as the repairer may know it.
    PlacedSegment placed() {
        return new PlacedSegment(
                segment,
                k,
                n,
                k * shardBytes,
                shardBytes,
                false,
                sources.stream().map(Place::shard).toList());
    }
}
