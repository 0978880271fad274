@NullMarked
package souk.sdk.net;

import org.jspecify.annotations.NullMarked;
