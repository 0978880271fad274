/// The REST door.
@NullMarked
package souk.gateway.api;

import org.jspecify.annotations.NullMarked;
