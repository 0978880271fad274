package souk.node.market;

/// Where a person reads what is going on: one line a step, on standard error.
@FunctionalInterface
interface Progress {
    void step(String text);

    static Progress console() {
        return text -> System.err.println("· " + text);
    }
}
