/// What a storage provider keeps on disk: shards in append-only logs, the co-signed inventory of each lease,
/// and proofs of possession.
@NullMarked
package souk.storage;

import org.jspecify.annotations.NullMarked;
