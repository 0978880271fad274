/// Workloads: from a Compose file to a settled lease.
@NullMarked
package souk.gateway.work;

import org.jspecify.annotations.NullMarked;
