package souk.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import souk.core.market.ResourceClass;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// What every [LeaseStore] keeps.
public abstract class LeaseStoreContract {
    static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    /// A store without leases.
    protected abstract LeaseStore create();

    @Test
    void keepsTheNewestStateOfEachLease() {
        var store = create();
        var opened = ProviderLease.open(new LeaseEvent.Opened(terms(1), BigInteger.TEN), NOW, "0xtx");
        var active = opened.to(LeaseState.ACTIVE, LeaseReason.STARTED, NOW, "0xty");
        var other = ProviderLease.open(new LeaseEvent.Opened(terms(2), BigInteger.TEN), NOW, "0xtz");

        store.put(opened);
        store.put(active);
        store.put(other);

        assertThat(store.find(terms(1).lease())).contains(active);
        assertThat(store.find(terms(3).lease())).isEmpty();
        assertThat(store.all()).containsExactlyInAnyOrder(active, other);
    }

    static LeaseTerms terms(int number) {
        return new LeaseTerms(
                new LeaseId("0x%064x".formatted(number)),
                new Address("0x" + "1".repeat(40)),
                ResourceClass.COMPUTE,
                BigInteger.valueOf(500),
                Digest.ZERO,
                BigInteger.valueOf(100),
                NOW.plusSeconds(60),
                NOW.plus(Duration.ofDays(10)));
    }
}
