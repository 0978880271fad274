/// What the network gives to those who served it well, and the tree by which each claims its own.
@NullMarked
package souk.assurance.rewards;

import org.jspecify.annotations.NullMarked;
