package souk.core.service;

import souk.core.eip712.StructHash;
import souk.core.eip712.TypedData;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// What provider and payer both read of an epoch: counts where auditors fell silent.
public record ServiceReading(LeaseId lease, long epoch, Reading reading) implements TypedData.Message {
    /// `encodeType` of EIP-712.
    public static final String TYPE = "ServiceReading(bytes32 lease,uint64 epoch,uint32 availability,uint64 latency,"
            + "uint64 throughput,uint32 durability,uint64 startTime)";

    @Override
    public Digest structHash() {
        var hash = new StructHash(TYPE).bytes32(Digest.of(lease.bytes())).uint(epoch);
        reading.words().forEach(hash::uint);
        return hash.hash();
    }
}
