@NullMarked
package souk.assurance;

import org.jspecify.annotations.NullMarked;
