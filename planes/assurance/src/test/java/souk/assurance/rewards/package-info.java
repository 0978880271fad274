@NullMarked
package souk.assurance.rewards;

import org.jspecify.annotations.NullMarked;
