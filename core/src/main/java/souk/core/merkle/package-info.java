/// Merkle trees over shard cells (RFC 6962) and over a lease's inventory (sum tree).
@NullMarked
package souk.core.merkle;

import org.jspecify.annotations.NullMarked;
