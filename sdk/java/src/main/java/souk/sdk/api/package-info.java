@NullMarked
package souk.sdk.api;

import org.jspecify.annotations.NullMarked;
