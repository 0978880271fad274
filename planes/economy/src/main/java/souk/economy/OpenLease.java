package souk.economy;

import java.math.BigInteger;
import souk.core.market.ResourceClass;
import souk.core.value.LeaseId;

/// A lease that the ledger shows as not closed, and the capacity it takes.
///
/// @param quantity bytes for storage, milli-cores for compute
public record OpenLease(LeaseId lease, ResourceClass resourceClass, BigInteger quantity) {}
