package souk.node.auditor;

import java.util.function.Consumer;
import souk.core.error.SoukException;
import souk.ledger.LedgerCommand;

/// Sends what any auditor may send: whoever comes first has done it for all, and the others are refused.
///
/// @param ledger sends a command and waits until it took effect
/// @param what the command is about, for the log
record Contended(Consumer<LedgerCommand> ledger, String what) {
    private static final System.Logger LOG = System.getLogger(Contended.class.getName());

    /// Whether it was done. Where another auditor was faster, its events are on the way.
    boolean submit(LedgerCommand command) {
        try {
            ledger.accept(command);
            return true;
        } catch (SoukException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "{0}.refused command={1} reason={2}",
                    what,
                    command.getClass().getSimpleName(),
                    e.getMessage());
            return false;
        }
    }
}
