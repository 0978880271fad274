@NullMarked
package souk.sdk.yaml;

import org.jspecify.annotations.NullMarked;
