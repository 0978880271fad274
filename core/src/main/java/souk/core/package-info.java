@NullMarked
package souk.core;

import org.jspecify.annotations.NullMarked;
