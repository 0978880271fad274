/// Public records as their readers and publishers see them.
@NullMarked
package souk.sdk.records;

import org.jspecify.annotations.NullMarked;
