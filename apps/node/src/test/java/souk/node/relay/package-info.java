@NullMarked
package souk.node.relay;

import org.jspecify.annotations.NullMarked;
