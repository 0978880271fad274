package souk.bench;

import java.io.IOException;
import java.util.List;

/// A question whose answer is a few numbers. It asserts nothing about time: what a figure means is for
/// `docs/benchmarks.md` to say.
@FunctionalInterface
interface Bench {
    /// @throws souk.core.error.SoukException when what it needs is not there, or when an answer was wrong
    List<Figure> measure(Setting setting) throws IOException, InterruptedException;
}
