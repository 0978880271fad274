/// Systematic Reed-Solomon coding over GF(2^8).
@NullMarked
package souk.core.erasure;

import org.jspecify.annotations.NullMarked;
