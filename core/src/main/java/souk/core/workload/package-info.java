@NullMarked
package souk.core.workload;

import org.jspecify.annotations.NullMarked;
