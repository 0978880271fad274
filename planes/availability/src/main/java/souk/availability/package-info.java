@NullMarked
package souk.availability;

import org.jspecify.annotations.NullMarked;
