@NullMarked
package souk.node.provider;

import org.jspecify.annotations.NullMarked;
