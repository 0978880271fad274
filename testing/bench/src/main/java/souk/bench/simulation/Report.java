package souk.bench.simulation;

/// What is counted on the way.
final class Report {
    private long wished;
    private long fillable;
    private long filled;
    private long unfilled;
    private long startsTimedOut;
    private long overclaims;
    private long doublesRefused;

    void wished(boolean canBeFilled) {
        wished++;
        fillable += canBeFilled ? 1 : 0;
    }

    void filled(Consumer by) {
        filled += counts(by);
    }

    void unfilled(Consumer by) {
        unfilled += counts(by);
    }

    void startTimedOut(Consumer by) {
        startsTimedOut++;
        filled -= counts(by);
    }

    /// Those who lease from themselves wish for nothing that the market could fail to give.
    private static int counts(Consumer by) {
        return by.habit == Consumer.Habit.ITSELF ? 0 : 1;
    }

    void overclaimSeen() {
        overclaims++;
    }

    void doubleRefused() {
        doublesRefused++;
    }

    long wishes() {
        return wished;
    }

    /// Of which a provider could have served when they were made.
    long fillable() {
        return fillable;
    }

    long fills() {
        return filled;
    }

    long failures() {
        return unfilled;
    }

    long timeOuts() {
        return startsTimedOut;
    }

    long overclaims() {
        return overclaims;
    }

    long doubles() {
        return doublesRefused;
    }
}
