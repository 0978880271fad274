/// Segments to shards and back: frames, erasure coding and shard roots in one pass.
@NullMarked
package souk.core.segment;

import org.jspecify.annotations.NullMarked;
