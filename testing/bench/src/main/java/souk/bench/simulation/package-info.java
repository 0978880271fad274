/// A whole market in one thread and in its own time: the real order book, quote desks, voucher books and price rules,
/// parties with habits, messages that take time, and the protocol's rules in place of a chain.
@NullMarked
package souk.bench.simulation;

import org.jspecify.annotations.NullMarked;
