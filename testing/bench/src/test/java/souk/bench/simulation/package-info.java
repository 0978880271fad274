@NullMarked
package souk.bench.simulation;

import org.jspecify.annotations.NullMarked;
