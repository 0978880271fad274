/// Constraints in the Common Expression Language.
@NullMarked
package souk.cel;

import org.jspecify.annotations.NullMarked;
