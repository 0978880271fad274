package souk.evm;

import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.Signature;
import souk.trust.AccountKey;

/// Holds the key of one account. Give each account one signer in one process only: whoever signs owns the nonces.
public interface TransactionSigner {
    Address address();

    /// Signs 32 bytes as they are; low s.
    Signature sign(Digest digest);

    /// Signs with a key in memory.
    static TransactionSigner of(AccountKey key) {
        return new TransactionSigner() {
            @Override
            public Address address() {
                return key.address();
            }

            @Override
            public Signature sign(Digest digest) {
                return key.sign(digest);
            }
        };
    }
}
