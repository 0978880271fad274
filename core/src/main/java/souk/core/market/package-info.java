@NullMarked
package souk.core.market;

import org.jspecify.annotations.NullMarked;
