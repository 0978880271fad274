/// The figures of docs/benchmarks.md, each by one command.
@NullMarked
package souk.bench;

import org.jspecify.annotations.NullMarked;
