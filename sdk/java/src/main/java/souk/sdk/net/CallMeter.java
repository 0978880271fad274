package souk.sdk.net;

import java.time.Duration;
import souk.core.value.LeaseId;

/// Hears how providers answer: the consumer's own measurements of their service. For any number of threads.
public interface CallMeter {
    /// Measures nothing.
    CallMeter NONE = new CallMeter() {
        @Override
        public void answered(LeaseId lease, Duration after) {}

        @Override
        public void silent(LeaseId lease) {}

        @Override
        public void moved(LeaseId lease, long bytes, Duration took) {}
    };

    /// The provider answered, if only with a refusal.
    void answered(LeaseId lease, Duration after);

    /// It did not answer in time, or with a fault of its own.
    void silent(LeaseId lease);

    /// Bytes went to the provider or came from it.
    void moved(LeaseId lease, long bytes, Duration took);
}
