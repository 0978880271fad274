package souk.economy;

import java.math.BigInteger;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import souk.core.market.ResourceClass;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;

/// A provider's capacity in two phases: reserved by a quote, then confirmed by the lease that the ledger opened
/// from
/// it,
/// or free again when the quote can no longer be taken.
///
/// Nothing is sold twice: a reservation is durable before its quote leaves the house, and lapses by the
/// ledger's
/// clock
/// (the time of the newest block whose events were seen), so that an opening still on its way finds its
/// capacity
/// held.
/// What is confirmed is not stored here at all; it is told again from the ledger at each start.
///
/// Safe for use by many threads.
public final class CapacityLedger {
    private final Map<ResourceClass, BigInteger> totals;
    private final ReservationStore store;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<LeaseId, Reservation> reserved = new HashMap<>();
    private final Map<LeaseId, OpenLease> confirmed = new HashMap<>();
    private final Map<ResourceClass, BigInteger> used = new EnumMap<>(ResourceClass.class);

    /// @param totals what this provider has in all: bytes of storage, milli-cores of compute; missing means
    ///     none
    /// @param open leases of this provider that are not closed, from the ledger
    public CapacityLedger(Map<ResourceClass, BigInteger> totals, ReservationStore store, List<OpenLease> open) {
        this.totals = Map.copyOf(totals);
        this.store = store;
        open.forEach(this::confirm);
        for (var reservation : store.all()) {
            if (confirmed.containsKey(reservation.lease())) {
                store.remove(reservation.lease());
            } else {
                hold(reservation);
            }
        }
    }

    /// Holds capacity for a quote, durably.
    ///
    /// @return false, with nothing changed, when there is not enough free
    public boolean reserve(Reservation reservation) {
        lock.lock();
        try {
            if (free(reservation.resourceClass()).compareTo(reservation.quantity()) < 0) {
                return false;
            }
            store.put(reservation);
            hold(reservation);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// The ledger opened a lease. It counts even where nothing was reserved, since the ledger is right; telling
    /// it
    /// twice
    /// changes nothing.
    public void confirm(OpenLease lease) {
        lock.lock();
        try {
            if (confirmed.putIfAbsent(lease.lease(), lease) == null) {
                use(lease.resourceClass(), lease.quantity());
            }
            unhold(lease.lease());
        } finally {
            lock.unlock();
        }
    }

    /// The ledger closed a lease; unknown ones are ignored.
    public void release(LeaseId lease) {
        lock.lock();
        try {
            var gone = confirmed.remove(lease);
            if (gone != null) {
                use(gone.resourceClass(), gone.quantity().negate());
            }
        } finally {
            lock.unlock();
        }
    }

    /// Frees reservations that can no longer be taken.
    ///
    /// @param ledgerTime time of the newest block whose events were all passed to [#confirm]
    /// @return how many lapsed
    public int lapse(Instant ledgerTime) {
        lock.lock();
        try {
            var over = reserved.values().stream()
                    .filter(reservation -> reservation.until().isBefore(ledgerTime))
                    .toList();
            over.forEach(reservation -> unhold(reservation.lease()));
            return over.size();
        } finally {
            lock.unlock();
        }
    }

    /// What can be reserved now; never negative.
    public BigInteger free(ResourceClass resourceClass) {
        lock.lock();
        try {
            return totals.getOrDefault(resourceClass, BigInteger.ZERO)
                    .subtract(used.getOrDefault(resourceClass, BigInteger.ZERO))
                    .max(BigInteger.ZERO);
        } finally {
            lock.unlock();
        }
    }

    /// The reservation for an order, if one is held.
    Optional<Reservation> reservationFor(Digest order) {
        lock.lock();
        try {
            return reserved.values().stream()
                    .filter(reservation -> reservation.order().equals(order))
                    .findFirst();
        } finally {
            lock.unlock();
        }
    }

    /// What is reserved under an offer.
    BigInteger reservedUnder(Digest offer) {
        lock.lock();
        try {
            return reserved.values().stream()
                    .filter(reservation -> reservation.quote().message().offer().equals(offer))
                    .map(Reservation::quantity)
                    .reduce(BigInteger.ZERO, BigInteger::add);
        } finally {
            lock.unlock();
        }
    }

    /// Reservations held for a payer.
    long reservationsOf(Address payer) {
        lock.lock();
        try {
            return reserved.values().stream()
                    .filter(reservation -> reservation.payer().equals(payer))
                    .count();
        } finally {
            lock.unlock();
        }
    }

    private void hold(Reservation reservation) {
        reserved.put(reservation.lease(), reservation);
        use(reservation.resourceClass(), reservation.quantity());
    }

    private void unhold(LeaseId lease) {
        var gone = reserved.remove(lease);
        if (gone != null) {
            use(gone.resourceClass(), gone.quantity().negate());
            store.remove(lease);
        }
    }

    private void use(ResourceClass resourceClass, BigInteger quantity) {
        used.merge(resourceClass, quantity, BigInteger::add);
    }
}
