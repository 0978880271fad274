/// Sandboxes for jobs: what a job may do, how it ended, what it used, and the commitment to its result.
@NullMarked
package souk.compute;

import org.jspecify.annotations.NullMarked;
