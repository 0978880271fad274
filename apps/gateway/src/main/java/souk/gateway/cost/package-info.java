/// What leases cost, day by day and meter by meter.
@NullMarked
package souk.gateway.cost;

import org.jspecify.annotations.NullMarked;
