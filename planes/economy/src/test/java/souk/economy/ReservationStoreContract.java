package souk.economy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import souk.core.market.Quote;
import souk.core.market.ResourceClass;
import souk.core.market.Signed;

/// What every [ReservationStore] keeps.
public abstract class ReservationStoreContract {
    /// A store without reservations.
    protected abstract ReservationStore create();

    @Test
    void keepsReservationsUntilTheyAreRemoved() {
        var store = create();

        store.put(reservation(1));
        store.put(reservation(1));
        store.put(reservation(2));
        store.remove(Samples.lease(2));
        store.remove(Samples.lease(2));

        assertThat(store.all()).containsExactly(reservation(1));
    }

    private static Reservation reservation(int number) {
        var quote = new Quote(Samples.digest(number), Samples.digest(number), Samples.prices(1), Samples.NOW);
        return new Reservation(
                Samples.lease(number),
                quote.order(),
                Samples.CONSUMER,
                ResourceClass.COMPUTE,
                Samples.big(5),
                new Signed<>(quote, Samples.sign(quote, Samples.address(11))));
    }
}
