package souk.gateway.service;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import souk.core.service.Reading;
import souk.core.value.LeaseId;
import souk.sdk.net.CallMeter;

/// What this gateway itself sees of its providers, by lease and epoch. It is kept in memory: what a restart forgets was
/// not measured.
public final class LeaseMeter implements CallMeter {
    private final Duration epoch;
    private final InstantSource clock;
    private final Map<Key, CallSamples> samples = new ConcurrentHashMap<>();

    private record Key(LeaseId lease, long epoch) {}

    public LeaseMeter(Duration epoch, InstantSource clock) {
        this.epoch = epoch;
        this.clock = clock;
    }

    @Override
    public void answered(LeaseId lease, Duration after) {
        now(lease).answered(after);
    }

    @Override
    public void silent(LeaseId lease) {
        now(lease).silent();
    }

    @Override
    public void moved(LeaseId lease, long bytes, Duration took) {
        now(lease).moved(bytes, took);
    }

    /// What was measured of an epoch.
    ///
    /// @param startTime microseconds, or [Reading#UNMEASURED]
    Reading reading(LeaseId lease, long number, long startTime) {
        return Optional.ofNullable(samples.get(new Key(lease, number)))
                .orElseGet(CallSamples::new)
                .reading(startTime);
    }

    /// Forgets this epoch and all before it.
    void forget(long number) {
        samples.keySet().removeIf(key -> key.epoch() <= number);
    }

    private CallSamples now(LeaseId lease) {
        long number = clock.instant().getEpochSecond() / epoch.toSeconds();
        return samples.computeIfAbsent(new Key(lease, number), _ -> new CallSamples());
    }
}
