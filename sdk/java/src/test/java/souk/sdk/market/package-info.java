@NullMarked
package souk.sdk.market;

import org.jspecify.annotations.NullMarked;
