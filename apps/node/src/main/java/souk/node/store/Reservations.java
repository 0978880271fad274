package souk.node.store;

import java.util.List;
import souk.core.value.LeaseId;
import souk.economy.Reservation;
import souk.economy.ReservationStore;
import souk.sql.Documents;

/// What a provider has quoted, by lease.
public record Reservations(Documents.Collection documents) implements ReservationStore {
    @Override
    public void put(Reservation reservation) {
        documents.put(reservation.lease().hex(), reservation.toJson());
    }

    @Override
    public void remove(LeaseId lease) {
        documents.remove(lease.hex());
    }

    @Override
    public List<Reservation> all() {
        return documents.all().stream().map(Reservation::from).toList();
    }
}
