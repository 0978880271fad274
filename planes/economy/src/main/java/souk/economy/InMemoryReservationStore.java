package souk.economy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import souk.core.value.LeaseId;

/// Reservations for as long as the process lives.
public final class InMemoryReservationStore implements ReservationStore {
    private final Map<LeaseId, Reservation> reservations = new ConcurrentHashMap<>();

    @Override
    public void put(Reservation reservation) {
        reservations.put(reservation.lease(), reservation);
    }

    @Override
    public void remove(LeaseId lease) {
        reservations.remove(lease);
    }

    @Override
    public List<Reservation> all() {
        return List.copyOf(reservations.values());
    }
}
