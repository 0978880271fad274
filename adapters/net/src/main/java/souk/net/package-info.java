@NullMarked
package souk.net;

import org.jspecify.annotations.NullMarked;
