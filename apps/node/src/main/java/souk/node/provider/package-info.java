/// The roles of a provider: what it answers to consumers, auditors and publishers.
@NullMarked
package souk.node.provider;

import org.jspecify.annotations.NullMarked;
