package souk.economy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What every [OfferStore] keeps.
public abstract class OfferStoreContract {
    /// A store without listings.
    protected abstract OfferStore create();

    @Test
    void keepsListingsUntilTheyAreRemoved() {
        var store = create();
        var first = Samples.offer(11).listing();
        var second = Samples.offer(12).listing();

        store.put(first);
        store.put(first);
        store.put(second);
        store.remove(second.offerHash());
        store.remove(second.offerHash());

        assertThat(store.all()).containsExactly(first);
    }
}
