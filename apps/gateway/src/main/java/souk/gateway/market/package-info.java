/// The tenants of this gateway on the market: their accounts, their leases, their funds.
@NullMarked
package souk.gateway.market;

import org.jspecify.annotations.NullMarked;
