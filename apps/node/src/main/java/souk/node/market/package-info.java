/// The local market: one command that starts a chain, providers, a relay, auditors and a gateway on this machine.
@NullMarked
package souk.node.market;

import org.jspecify.annotations.NullMarked;
