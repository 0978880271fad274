package souk.sdk.storage;

import java.util.HexFormat;
import java.util.List;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// Where a segment is and what opens it.
///
/// @param id random; bound into every frame
/// @param k shards that give it back
/// @param n shards that were made
/// @param length plaintext bytes
/// @param shardBytes bytes of each shard
/// @param wrappedKey the segment's key under the bucket's; empty if it is packed and each body has its own
/// @param shards those that are stored, at least `k`
public record SegmentManifest(
        Digest id, int k, int n, long length, long shardBytes, String wrappedKey, List<Shard> shards) {
    public SegmentManifest {
        shards = List.copyOf(shards);
        HexFormat.of().parseHex(wrappedKey);
    }

    /// @param number 0 to n - 1
    public record Shard(int number, LeaseId lease, Digest root) {}

    /// The same segment with its shards elsewhere.
    SegmentManifest at(List<Shard> elsewhere) {
        return new SegmentManifest(id, k, n, length, shardBytes, wrappedKey, elsewhere);
    }

    /// One line of JSON: members have one letter, since a manifest is kept a segment.
    public String encode() {
        var list = shards.stream()
                .map(shard -> Json.object()
                        .put("i", shard.number)
                        .put("l", shard.lease.hex())
                        .put("r", shard.root.hex())
                        .build())
                .toList();
        return Json.object()
                .put("id", id.hex())
                .put("k", k)
                .put("n", n)
                .put("size", length)
                .put("shard", shardBytes)
                .put("key", wrappedKey)
                .put("at", Json.array(list))
                .build()
                .toString();
    }

    /// What a segment is known by before it is stored; [#idOf] reads it as well.
    static String plan(Digest id) {
        return Json.object().put("id", id.hex()).build().toString();
    }

    /// The segment that a manifest or a plan is about.
    public static Digest idOf(String text) {
        return new Digest(((JsonObject) Json.parse(text)).text("id"));
    }

    /// Reads what [#encode] wrote.
    public static SegmentManifest decode(String text) {
        var json = (JsonObject) Json.parse(text);
        var shards = json.array("at")
                .objects()
                .map(shard ->
                        new Shard((int) shard.integer("i"), new LeaseId(shard.text("l")), new Digest(shard.text("r"))))
                .toList();
        return new SegmentManifest(
                new Digest(json.text("id")),
                (int) json.integer("k"),
                (int) json.integer("n"),
                json.integer("size"),
                json.integer("shard"),
                json.text("key"),
                shards);
    }
}
