package souk.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import souk.core.error.SoukException;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.Region;
import souk.ledger.Finality;
import souk.ledger.Ledger;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerCommand.Spender;
import souk.ledger.LedgerEvent;
import souk.ledger.LedgerReceipt;
import souk.ledger.LedgerRefusal;
import souk.ledger.Pool;
import souk.trust.AccountKey;

/// Base prices on the contracts as auditors, relays and payers see them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
@SuppressWarnings("NullAway.Init") // set before all tests
final class PricesIT {
    private static final Digest NODE_KEY = new Digest("0x" + "e".repeat(64));
    private static final BigInteger LISTED = LocalMarket.STORAGE.price();
    /// At full use, with the target at half of it, a price rises by the most it can.
    private static final BigInteger RAISED = LISTED.add(LISTED.shiftRight(3));

    private record Party(AccountKey key, Ledger ledger) {
        Address address() {
            return key.address();
        }

        LedgerReceipt does(LedgerCommand command) {
            return ledger.submit(command, Finality.INCLUDED);
        }

        String refused(LedgerCommand command) {
            var refusal = catchThrowableOfType(SoukException.class, () -> does(command));
            return LedgerRefusal.of(refusal).orElseThrow().error();
        }
    }

    private LocalMarket local;
    private Party auditor;
    private Party other;
    private Party payer;
    private Party provider;
    private Digest key;

    @BeforeAll
    void start(@TempDir Path folder) {
        local = LocalMarket.start(folder, Duration.ofMillis(100));
        payer = newParty();
        provider = newParty();
        auditor = auditor();
        other = auditor();
        var stake = payer.ledger().parameters().minStake();
        payer.does(new LedgerCommand.Approve(stablecoin(), Spender.MARKET, BigInteger.TEN.pow(9)));
        provider.does(new LedgerCommand.RegisterProvider(NODE_KEY, "https://one.example", new Region("eu-west-1")));
        provider.does(new LedgerCommand.Approve(token(), Spender.REGISTRY, stake));
        provider.does(new LedgerCommand.AddStake(stake));
        key = listed().key();
    }

    @AfterAll
    void stop() {
        local.close();
    }

    @Test
    void aPriceIsListedFromTheStartAndOnlyTheTimelockListsMore() {
        var listed = listed();

        assertThat(listed.asset()).isEqualTo(stablecoin());
        assertThat(listed.region()).isEqualTo("eu-west-1");
        assertThat(listed.target()).isEqualTo(LocalMarket.STORAGE.target());
        assertThat(listed.max()).isEqualTo(LocalMarket.STORAGE.max());
        assertThat(payer.ledger().price(Digest.ZERO)).isEmpty();
        assertThat(payer.refused(new LedgerCommand.ListPrice(token(), LocalMarket.STORAGE)))
                .isEqualTo("OwnableUnauthorizedAccount");
    }

    @Test
    void bReportsMoveThePriceOnceTheirEpochIsOver() {
        assertThat(payer.ledger().price(key)).contains(LISTED);
        pass(epoch());
        long ended = epochNow() - 1;
        assertThat(payer.refused(new LedgerCommand.ReportUtilisation(key, ended, 1)))
                .isEqualTo("NotAuditor");

        var report = auditor.does(new LedgerCommand.ReportUtilisation(key, ended, 1_000_000));
        other.does(new LedgerCommand.ReportUtilisation(key, ended, 1_000_000));

        assertThat(report.events(LedgerEvent.UtilisationReported.class))
                .containsExactly(new LedgerEvent.UtilisationReported(key, ended, auditor.address(), 1_000_000));
        assertThat(payer.refused(new LedgerCommand.SettlePrice(key, ended))).isEqualTo("EpochNotOver");
        pass(epoch());
        assertThat(payer.does(new LedgerCommand.SettlePrice(key, ended)).events(LedgerEvent.PriceMoved.class))
                .containsExactly(new LedgerEvent.PriceMoved(key, ended, 1_000_000, 2, RAISED));
        assertThat(payer.ledger().price(key)).contains(RAISED);
    }

    @Test
    void cALeaseTooFarAboveThePriceIsRefused() {
        var limit = RAISED.add(RAISED.divide(BigInteger.TEN));

        assertThat(payer.refused(open(limit.add(BigInteger.ONE), key))).isEqualTo("PriceAboveIndex");
        assertThat(payer.refused(open(limit, NODE_KEY))).isEqualTo("PriceUnknown");
        assertThat(payer.does(open(limit, key)).events(LedgerEvent.LeaseOpened.class))
                .hasSize(1);
    }

    private LedgerCommand open(BigInteger price, Digest index) {
        var terms = new LocalMarket.Terms(price, BigInteger.valueOf(1_000), index, 1_000);
        return new LedgerCommand.OpenLeases(
                List.of(local.opening(provider.key(), payer.key(), LocalMarket.STORAGE.resourceClass(), terms)));
    }

    private LedgerEvent.PriceListed listed() {
        return payer
                .ledger()
                .events(souk.ledger.EventCursor.START, Finality.INCLUDED, souk.ledger.EventIndex.MAX_PAGE)
                .entries()
                .stream()
                .map(souk.ledger.LedgerEntry::event)
                .filter(LedgerEvent.PriceListed.class::isInstance)
                .map(LedgerEvent.PriceListed.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private Party auditor() {
        var party = newParty();
        var bond = party.ledger().parameters().minAuditorBond();
        party.does(new LedgerCommand.Approve(token(), Spender.AUDITORS, bond));
        party.does(new LedgerCommand.JoinPool(Pool.AUDITORS, NODE_KEY, "https://a.example", bond));
        return party;
    }

    private Party newParty() {
        var account = local.newAccount();
        return new Party(account, local.market.ledger(TransactionSigner.of(account)));
    }

    private Duration epoch() {
        return payer.ledger().parameters().epochSeconds();
    }

    private long epochNow() {
        return now().getEpochSecond() / epoch().toSeconds();
    }

    private void pass(Duration time) {
        local.chain.rpc().call("evm_increaseTime", Quantity.of(time.toSeconds()));
        local.chain.awaitBlockAbove(local.chain.head().number() + 1, Duration.ofSeconds(5));
    }

    private Instant now() {
        return local.chain.head().at();
    }

    private Address stablecoin() {
        return local.market.addresses().stablecoin();
    }

    private Address token() {
        return local.market.addresses().token();
    }
}
