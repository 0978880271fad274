@NullMarked
package souk.bench.history;

import org.jspecify.annotations.NullMarked;
