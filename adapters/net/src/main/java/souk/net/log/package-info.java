/// Logs as lines of JSON.
@NullMarked
package souk.net.log;

import org.jspecify.annotations.NullMarked;
