/// One-key disaster recovery: sealed copies of the gateway's metadata at the custodians, and the way back
/// from them.
@NullMarked
package souk.gateway.recovery;

import org.jspecify.annotations.NullMarked;
