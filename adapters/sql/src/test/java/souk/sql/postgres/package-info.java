@NullMarked
package souk.sql.postgres;

import org.jspecify.annotations.NullMarked;
