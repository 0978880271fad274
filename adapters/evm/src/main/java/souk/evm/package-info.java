/// A ledger on an EVM chain: contract bindings, transactions that do not get lost, and an event index that survives
/// reorganisations.
@NullMarked
package souk.evm;

import org.jspecify.annotations.NullMarked;
