@NullMarked
package souk.core.json;

import org.jspecify.annotations.NullMarked;
