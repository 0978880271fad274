/// Service levels from the consumer's side: what was promised, what was measured by whom, and what it cost.
@NullMarked
package souk.gateway.service;

import org.jspecify.annotations.NullMarked;
