@NullMarked
package souk.sdk;

import org.jspecify.annotations.NullMarked;
