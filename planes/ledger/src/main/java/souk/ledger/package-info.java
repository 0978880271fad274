/// The universal ledger interface: what a party may ask of a ledger (commands), what a ledger tells (events),
/// how sure
/// one may be of it (finality), and the names of chains, accounts and assets (CAIP-2, CAIP-10, CAIP-19).
@NullMarked
package souk.ledger;

import org.jspecify.annotations.NullMarked;
