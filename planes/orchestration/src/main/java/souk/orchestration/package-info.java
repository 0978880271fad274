@NullMarked
package souk.orchestration;

import org.jspecify.annotations.NullMarked;
