package souk.sdk.storage;

import java.time.InstantSource;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.value.Digest;
import souk.net.Body;
import souk.net.Method;
import souk.sdk.net.LeaseCalls;
import souk.trust.SignedEnvelope;

/// Shards over node-to-node HTTP.
public final class HttpShards implements ShardTransport {
    /// The type of a provider's acknowledgement.
    public static final String ACKNOWLEDGEMENT = "shard-ack";

    private final LeaseCalls calls;
    private final InstantSource clock;

    public HttpShards(LeaseCalls calls, InstantSource clock) {
        this.calls = calls;
        this.clock = clock;
    }

    @Override
    public void put(StorageLease lease, Digest root, byte[] shard) {
        var path = "/shards/" + root + "?expires=" + lease.expiresAt().getEpochSecond();
        var answer = calls.call(lease.provider(), lease.lease(), Method.PUT, path, Body.bytes(shard))
                .json();
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
        var bytes = calls.call(lease.provider(), lease.lease(), Method.GET, path, Body.empty())
                .bytes(length);
        if (bytes.length != length) {
            throw new SoukException(
                    ErrorCode.CORRUPT, lease.provider() + " gave " + bytes.length + " bytes of " + length);
        }
        return bytes;
    }
}
