/// The ports of the planes that keep things, on the documents of one node.
@NullMarked
package souk.node.store;

import org.jspecify.annotations.NullMarked;
