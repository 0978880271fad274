@NullMarked
package souk.gateway;

import org.jspecify.annotations.NullMarked;
