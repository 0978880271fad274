package souk.gateway.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.ledger.AssetId;
import souk.ledger.Balance;
import souk.ledger.ChainId;
import souk.ledger.EventCursor;
import souk.ledger.EventPage;
import souk.ledger.Finality;
import souk.ledger.LeaseState;
import souk.ledger.Ledger;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerReceipt;
import souk.ledger.MarketParameters;
import souk.ledger.ProviderState;

final class FundsTest {
    private static final Address ACCOUNT = new Address("0x00000000000000000000000000000000000000aa");
    private static final AssetId ASSET =
            new AssetId(ChainId.parse("eip155:31337"), new Address("0x00000000000000000000000000000000000000bb"));

    private final Purse purse = new Purse();
    private final Funds funds = new Funds(purse, ACCOUNT, ASSET);

    @Test
    void paysInOnceForAWholeRoundOfLeases() {
        purse.hold(10_000);

        funds.provide(amount(100), 24);
        funds.provide(amount(100), 24);

        assertThat(purse.sent).hasSize(2);
        assertThat(purse.sent.getFirst()).isInstanceOf(LedgerCommand.Approve.class);
        assertThat(purse.sent.getLast()).isEqualTo(new LedgerCommand.Deposit(ASSET.token(), amount(2_400)));
    }

    @Test
    void paysInForEightLeasesWhenFewerAreAskedForAndOnlyWhatIsMissing() {
        purse.hold(10_000);

        funds.provide(amount(100), 1);
        assertThat(purse.deposited).isEqualTo(amount(800));
        purse.deposited = amount(99);
        funds.provide(amount(100), 1);

        assertThat(purse.deposited).isEqualTo(amount(800));
        assertThat(purse.held).isEqualTo(amount(10_000 - 800 - 701));
    }

    @Test
    void paysInAllThatTheAccountHasWhenThatIsTooLittle() {
        purse.hold(150);

        funds.provide(amount(100), 2);
        funds.provide(amount(100), 2);

        assertThat(purse.deposited).isEqualTo(amount(150));
        assertThat(purse.sent).as("nothing is paid in when nothing is held").hasSize(2);
    }

    private static BigInteger amount(long units) {
        return BigInteger.valueOf(units);
    }

    /// The balance of one account.
    private static final class Purse implements Ledger {
        final List<LedgerCommand> sent = new ArrayList<>();
        BigInteger held = BigInteger.ZERO;
        BigInteger deposited = BigInteger.ZERO;
        BigInteger allowed = BigInteger.ZERO;

        void hold(long units) {
            held = amount(units);
        }

        @Override
        public LedgerReceipt submit(LedgerCommand command, Finality wait) {
            sent.add(command);
            switch (command) {
                case LedgerCommand.Approve approve -> allowed = approve.amount();
                case LedgerCommand.Deposit deposit -> {
                    assertThat(deposit.amount()).isLessThanOrEqualTo(held.min(allowed));
                    held = held.subtract(deposit.amount());
                    deposited = deposited.add(deposit.amount());
                }
                default -> throw new AssertionError(command);
            }
            return new LedgerReceipt(Digest.ZERO, 1, wait, List.of());
        }

        @Override
        public Balance balance(Address account, AssetId asset) {
            return new Balance(held, deposited, allowed);
        }

        @Override
        public Optional<BigInteger> price(Digest key) {
            throw new AssertionError();
        }

        @Override
        public Optional<LeaseState> lease(LeaseId id) {
            throw new AssertionError();
        }

        @Override
        public Optional<ProviderState> provider(Address account) {
            throw new AssertionError();
        }

        @Override
        public List<ProviderState> providers() {
            throw new AssertionError();
        }

        @Override
        public MarketParameters parameters() {
            throw new AssertionError();
        }

        @Override
        public EventPage events(EventCursor after, Finality finality, int limit) {
            throw new AssertionError();
        }
    }
}
