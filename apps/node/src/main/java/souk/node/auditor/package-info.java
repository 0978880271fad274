/// An auditor: challenges storage and measures services each epoch, publishes evidence, takes failures to the ledger.
@NullMarked
package souk.node.auditor;

import org.jspecify.annotations.NullMarked;
