package souk.ledger;

import souk.core.value.Digest;

/// Where an event stands. Chain, transaction and log index name it for good; the block may change when the
/// chain
/// reorganises.
///
/// @param logIndex counted within the block
public record EventPosition(ChainId chain, long block, Digest blockHash, Digest transaction, int logIndex) {}
