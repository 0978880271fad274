package souk.economy;

import java.util.List;
import souk.core.value.LeaseId;

/// Where a provider keeps what it has quoted, so that a restart does not sell the same capacity twice. All
/// methods
/// throw `UNAVAILABLE` or `DISK_FULL` when the store fails; what they changed is durable when they return.
public interface ReservationStore {
    /// Keeps a reservation under its lease id.
    void put(Reservation reservation);

    /// Forgets a reservation; nothing happens if there is none.
    void remove(LeaseId lease);

    /// All reservations, in no particular order.
    List<Reservation> all();
}
