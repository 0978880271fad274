package souk.sdk.storage;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.json.Json;
import souk.core.json.JsonObject;
import souk.core.value.Digest;
import souk.net.Body;
import souk.net.Method;
import souk.sdk.net.LeaseCalls;
import souk.trust.SignedEnvelope;

/// Shards over node-to-node HTTP.
public final class HttpShards implements OwnedShards {
    /// The type of a provider's acknowledgement.
    public static final String ACKNOWLEDGEMENT = "shard-ack";
    /// The type of a provider's acknowledgement of shards that it moved from one lease to another.
    public static final String REHOMED = "shards-rehomed";

    private final LeaseCalls calls;
    private final InstantSource clock;

    public HttpShards(LeaseCalls calls, InstantSource clock) {
        this.calls = calls;
        this.clock = clock;
    }

    @Override
    public void put(StorageLease lease, Digest root, byte[] shard) {
        var path = "/shards/" + root + "?expires=" + lease.expiresAt().getEpochSecond();
        long start = System.nanoTime();
        var answer = calls.call(lease.provider(), lease.lease(), Method.PUT, path, Body.bytes(shard))
                .json();
        calls.moved(lease.lease(), shard.length, Duration.ofNanos(System.nanoTime() - start));
        var said = SignedEnvelope.of(lease.node(), answer).open(ACKNOWLEDGEMENT, clock.instant());
        boolean ours = said.text("lease").equals(lease.lease().hex())
                && said.text("root").equals(root.hex())
                && said.integer("size") == shard.length;
        if (!ours) {
            throw new SoukException(ErrorCode.BAD_SIGNATURE, lease.provider() + " acknowledged something else");
        }
    }

    @Override
    public byte[] get(StorageLease lease, Digest root, long offset, int length) {
        var path = "/shards/" + root + "?offset=" + offset + "&length=" + length;
        long start = System.nanoTime();
        var bytes = calls.call(lease.provider(), lease.lease(), Method.GET, path, Body.empty())
                .bytes(length);
        calls.moved(lease.lease(), bytes.length, Duration.ofNanos(System.nanoTime() - start));
        if (bytes.length != length) {
            throw new SoukException(
                    ErrorCode.CORRUPT, lease.provider() + " gave " + bytes.length + " bytes of " + length);
        }
        return bytes;
    }

    @Override
    public Set<Digest> rehome(StorageLease from, StorageLease to, List<Digest> roots) {
        calls.introduce(from.provider(), from.lease());
        var request = Json.object()
                .put("from", from.lease().hex())
                .put("expires", to.expiresAt().getEpochSecond())
                .put("roots", texts(roots))
                .build();
        var envelope = SignedEnvelope.from(calls.post(to.provider(), to.lease(), "/shards/rehome", request));
        var said = envelope.open(REHOMED, clock.instant());
        if (!envelope.signer().equals(to.node())
                || !said.text("lease").equals(to.lease().hex())) {
            throw new SoukException(ErrorCode.BAD_SIGNATURE, to.provider() + " acknowledged something else");
        }
        return digests(said, "roots");
    }

    @Override
    public Set<Digest> missing(StorageLease lease, List<Digest> roots) {
        var request = Json.object().put("roots", texts(roots)).build();
        return digests(calls.post(lease.provider(), lease.lease(), "/shards/missing", request), "roots");
    }

    private static Json texts(List<Digest> roots) {
        return Json.texts(roots.stream().map(Digest::hex).toList());
    }

    private static Set<Digest> digests(JsonObject json, String name) {
        return json.array(name).texts().stream().map(Digest::new).collect(Collectors.toSet());
    }
}
