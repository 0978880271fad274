@NullMarked
package souk.sdk.compose;

import org.jspecify.annotations.NullMarked;
