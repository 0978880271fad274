/// Judges what concurrent clients saw: is there an order of their calls in which each answer is right?
@NullMarked
package souk.bench.history;

import org.jspecify.annotations.NullMarked;
