/// What the nodes of one process share: the chain, the feed of ledger events, the admin door.
@NullMarked
package souk.node.process;

import org.jspecify.annotations.NullMarked;
