/// Objects' bytes on the market: leases to keep them under, shards, keys.
@NullMarked
package souk.gateway.data;

import org.jspecify.annotations.NullMarked;
