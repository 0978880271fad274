@NullMarked
package souk.storage;

import org.jspecify.annotations.NullMarked;
