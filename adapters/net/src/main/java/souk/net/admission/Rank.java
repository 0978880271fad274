package souk.net.admission;

/// A class of those who want to be served.
///
/// @param name for metrics
/// @param weight its share beside other classes that wait: 1 to 64
/// @param maxWaiting of the class; more are sent away
/// @param maxWaitingOfOne of one tenant in it
public record Rank(String name, int weight, int maxWaiting, int maxWaitingOfOne) {
    public Rank {
        if (weight < 1 || weight > 64 || maxWaiting < 0 || maxWaitingOfOne < 0) {
            throw new IllegalArgumentException("a weight is from 1 to 64, and nobody waits less than nobody");
        }
    }
}
