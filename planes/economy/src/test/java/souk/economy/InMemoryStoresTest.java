package souk.economy;

import org.junit.jupiter.api.Nested;

class InMemoryStoresTest {
    @Nested
    class Accounts extends AccountStoreContract {
        @Override
        protected AccountStore<TillAccount> create() {
            return new InMemoryAccountStore<>();
        }
    }

    @Nested
    class Offers extends OfferStoreContract {
        @Override
        protected OfferStore create() {
            return new InMemoryOfferStore();
        }
    }

    @Nested
    class Reservations extends ReservationStoreContract {
        @Override
        protected ReservationStore create() {
            return new InMemoryReservationStore();
        }
    }
}
