package souk.net.admission;

/// A limit that follows how long things take: it grows while more at once takes no longer, and falls when it does.
///
/// The rule is Gradient2 of Netflix's concurrency-limits (Apache 2.0): the time things took lately is held against the
/// time they take in the long run. Samples are averaged by the window, since a selective order takes a thousandth of
/// what a broad one does.
public final class AdaptiveLimit implements Limit {
    /// Samples that make one step.
    static final int WINDOW = 16;
    /// Windows that the long run remembers.
    private static final double LONG_RUN = 40;
    /// So much longer than in the long run is no sign of a queue.
    private static final double TOLERANCE = 1.5;
    /// One step takes the limit down to this part of itself at the most.
    private static final double STEEPEST = 0.5;
    /// The limit grows by so many, since without a queue somewhere nobody knows that there is room.
    private static final double HEADROOM = 4;

    private static final double SMOOTHING = 0.2;
    /// When the long run was far slower than now it was about something else, and fades.
    private static final double FADING = 0.95;

    private final int least;
    private final int most;
    private double limit;
    private double longRun;
    private double sum;
    private int samples;
    private int busiest;

    /// @param first to begin with, from `least` to `most`
    public AdaptiveLimit(int least, int first, int most) {
        if (least < 1 || first < least || most < first) {
            throw new IllegalArgumentException("1 <= least <= first <= most");
        }
        this.least = least;
        this.most = most;
        this.limit = first;
    }

    @Override
    public int places() {
        return (int) limit;
    }

    @Override
    public void sample(long nanos, int inside) {
        sum += nanos;
        busiest = Math.max(busiest, inside);
        if (++samples == WINDOW) {
            step(Math.max(1, sum / WINDOW), busiest);
            sum = 0;
            samples = 0;
            busiest = 0;
        }
    }

    private void step(double lately, int inside) {
        longRun = longRun == 0 ? lately : longRun + (lately - longRun) / LONG_RUN;
        if (longRun > 2 * lately) {
            longRun *= FADING;
        }
        double gradient = Math.max(STEEPEST, Math.min(1, TOLERANCE * longRun / lately));
        // Whoever uses half the places at most says nothing about more of them; what is slow is slow all the same.
        if (gradient == 1 && 2 * inside < limit) {
            return;
        }
        double wanted = gradient == 1 ? limit + HEADROOM : limit * gradient;
        limit = Math.clamp(limit + (wanted - limit) * SMOOTHING, least, most);
    }
}
