/// The shared log in PostgreSQL.
@NullMarked
package souk.sql.postgres;

import org.jspecify.annotations.NullMarked;
