@NullMarked
package souk.sdk.pay;

import org.jspecify.annotations.NullMarked;
