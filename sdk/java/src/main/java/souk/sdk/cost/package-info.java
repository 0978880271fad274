/// What leases cost: lines that add up to the vouchers, and how finance departments read them.
@NullMarked
package souk.sdk.cost;

import org.jspecify.annotations.NullMarked;
