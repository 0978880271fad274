package souk.core.service;

import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// What one auditor measured of one lease and epoch, and the salt that hides it until it is revealed.
public record Measurement(LeaseId lease, long epoch, Address member, Reading reading, Digest salt) {
    /// The hash that the auditor commits to. It names the auditor, so that nobody can copy it.
    public Digest commitment() {
        return new AbiWords()
                .bytes32(lease.bytes())
                .uint(epoch)
                .address(member)
                .uints(reading.words())
                .bytes32(salt.bytes())
                .hash();
    }
}
