package souk.net.admission;

/// How much may be under way at once. Called by one thread at a time.
public sealed interface Limit permits Limit.Fixed, AdaptiveLimit {
    int places();

    /// Something took so long, with so much under way beside it.
    void sample(long nanos, int inside);

    /// As much as there is room for, however long it takes: memory does not grow with patience.
    ///
    /// @param places at least 1
    record Fixed(int places) implements Limit {
        public Fixed {
            if (places < 1) {
                throw new IllegalArgumentException("a server has a place at least");
            }
        }

        @Override
        public void sample(long nanos, int inside) {
            // Nothing to learn.
        }
    }
}
