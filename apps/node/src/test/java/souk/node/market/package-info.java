@NullMarked
package souk.node.market;

import org.jspecify.annotations.NullMarked;
