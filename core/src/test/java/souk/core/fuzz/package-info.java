/// Random bad input for parsers. Shared with the other modules as a test jar.
@NullMarked
package souk.core.fuzz;

import org.jspecify.annotations.NullMarked;
