package souk.economy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What every [AccountStore] keeps.
public abstract class AccountStoreContract {
    /// A store without accounts.
    protected abstract AccountStore<TillAccount> create();

    @Test
    void keepsTheNewestStateOfEachAccount() {
        var store = create();
        var first = TillAccount.open(Samples.lease(1), Samples.CONSUMER, Samples.big(10), Samples.NOW);
        var second = first.withVoucher(Samples.voucher(1, 5, 1));
        var other = TillAccount.open(Samples.lease(2), Samples.CONSUMER, Samples.big(20), Samples.NOW);

        store.put(first.lease(), first);
        store.put(second.lease(), second);
        store.put(other.lease(), other);

        assertThat(store.find(Samples.lease(1))).contains(second);
        assertThat(store.all()).containsExactlyInAnyOrder(second, other);
    }

    @Test
    void forgetsRemovedAccounts() {
        var store = create();
        var account = TillAccount.open(Samples.lease(1), Samples.CONSUMER, Samples.big(10), Samples.NOW);
        store.put(account.lease(), account);

        store.remove(account.lease());
        store.remove(account.lease());

        assertThat(store.find(account.lease())).isEmpty();
        assertThat(store.all()).isEmpty();
    }
}
