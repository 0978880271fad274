/// Several gateways on one namespace: their common log, and which of them does what only one may do.
@NullMarked
package souk.gateway.shared;

import org.jspecify.annotations.NullMarked;
