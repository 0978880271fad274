@NullMarked
package souk.economy;

import org.jspecify.annotations.NullMarked;
