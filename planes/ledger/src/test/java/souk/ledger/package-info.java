@NullMarked
package souk.ledger;

import org.jspecify.annotations.NullMarked;
