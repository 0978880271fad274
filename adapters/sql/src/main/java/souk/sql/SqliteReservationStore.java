package souk.sql;

import java.util.List;
import souk.core.value.LeaseId;
import souk.economy.Reservation;
import souk.economy.ReservationStore;

/// A provider's reservations.
public final class SqliteReservationStore implements ReservationStore {
    private static final String TABLE = "reservation";

    /// The migration that makes the store's table.
    public static final String SCHEMA = DocumentTable.schema(TABLE);

    private final DocumentTable<Reservation> reservations;

    /// @param sqlite with [#SCHEMA] among its migrations
    public SqliteReservationStore(Sqlite sqlite) {
        this.reservations = new DocumentTable<>(sqlite, TABLE, Reservation::from);
    }

    @Override
    public void put(Reservation reservation) {
        reservations.put(reservation.lease().hex(), reservation.toJson());
    }

    @Override
    public void remove(LeaseId lease) {
        reservations.remove(lease.hex());
    }

    @Override
    public List<Reservation> all() {
        return reservations.all();
    }
}
