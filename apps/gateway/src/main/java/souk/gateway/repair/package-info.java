/// Keeping what is stored: what condition segments are in, making lost shards anew, leaving leases before they end.
@NullMarked
package souk.gateway.repair;

import org.jspecify.annotations.NullMarked;
