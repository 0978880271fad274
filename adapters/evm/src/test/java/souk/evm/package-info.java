@NullMarked
package souk.evm;

import org.jspecify.annotations.NullMarked;
