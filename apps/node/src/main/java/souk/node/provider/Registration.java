package souk.node.provider;

import java.math.BigInteger;
import souk.ledger.Finality;
import souk.ledger.LedgerCommand;
import souk.node.process.NodeContext;

/// Puts a provider on the ledger's registry, with stake behind it.
final class Registration {
    /// Times the least stake, so that a slash does not end the business at once.
    private static final BigInteger MARGIN = BigInteger.TEN;

    private Registration() {}

    /// Registers, moves the entry or adds stake, whatever is missing; nothing when all is well.
    static void ensure(NodeContext node) {
        var ledger = node.ledger();
        var state = ledger.provider(node.address());
        boolean current = state.filter(it -> it.active()
                        && it.nodeKey().equals(node.node().publicKey())
                        && it.endpoint().equals(node.endpoint()))
                .isPresent();
        if (!current) {
            ledger.submit(
                    new LedgerCommand.RegisterProvider(
                            node.node().publicKey(),
                            node.endpoint(),
                            node.member().region()),
                    Finality.INCLUDED);
        }
        var least = ledger.parameters().minStake();
        var stake = state.map(it -> it.stake()).orElse(BigInteger.ZERO);
        if (stake.compareTo(least.multiply(BigInteger.TWO)) < 0) {
            var missing = least.multiply(MARGIN).subtract(stake);
            var token = node.shared().market().addresses().token();
            ledger.submit(new LedgerCommand.Approve(token, LedgerCommand.Spender.REGISTRY, missing), Finality.INCLUDED);
            ledger.submit(new LedgerCommand.AddStake(missing), Finality.INCLUDED);
        }
    }
}
