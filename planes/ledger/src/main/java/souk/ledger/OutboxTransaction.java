package souk.ledger;

import java.time.Instant;
import souk.core.value.Address;
import souk.core.value.Digest;

/// A signed transaction as it goes over the wire.
///
/// @param hash of the raw transaction
/// @param raw the ledger's own encoding, `0x` hexadecimal
/// @param signedAt when it was signed (or last replaced)
public record OutboxTransaction(ChainId chain, Address sender, long nonce, Digest hash, String raw, Instant signedAt) {}
