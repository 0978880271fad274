/// Objects on the market: cut, sealed, coded, placed, read back, and kept under co-signed inventories.
@NullMarked
package souk.sdk.storage;

import org.jspecify.annotations.NullMarked;
