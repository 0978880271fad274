/// Who a party is and how it proves it: DIDs, the keys of nodes and accounts, the file they rest in, mutual TLS and
/// signed envelopes.
@NullMarked
package souk.trust;

import org.jspecify.annotations.NullMarked;
