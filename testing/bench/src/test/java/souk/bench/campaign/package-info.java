@NullMarked
package souk.bench.campaign;

import org.jspecify.annotations.NullMarked;
