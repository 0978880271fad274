/// Hurts a local market while clients use it, and judges what they saw.
@NullMarked
package souk.bench.campaign;

import org.jspecify.annotations.NullMarked;
