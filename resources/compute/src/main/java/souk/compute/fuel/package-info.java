/// Instruction metering: rewrites a WebAssembly module so that it counts, and stops, by itself.
@NullMarked
package souk.compute.fuel;

import org.jspecify.annotations.NullMarked;
