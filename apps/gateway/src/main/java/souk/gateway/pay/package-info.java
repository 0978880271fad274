/// Paying for storage epoch by epoch, and telling the public what was agreed.
@NullMarked
package souk.gateway.pay;

import org.jspecify.annotations.NullMarked;
