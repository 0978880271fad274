@NullMarked
package souk.core.eip712;

import org.jspecify.annotations.NullMarked;
