/// Jobs of compute leases: fetched, run, their outputs uploaded.
@NullMarked
package souk.orchestration.workload;

import org.jspecify.annotations.NullMarked;
