package souk.ledger;

import java.time.Instant;
import souk.core.value.Digest;

/// A block by number and hash.
public record BlockRef(long number, Digest hash, Digest parent, Instant at) {}
