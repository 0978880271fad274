/// Digests as plain functions: SHA-256 for content, Keccak-256 for what the chain signs.
@NullMarked
package souk.core.hash;

import org.jspecify.annotations.NullMarked;
