package souk.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Keccak256;
import souk.core.json.Json;
import souk.core.value.Digest;
import souk.ledger.EventCursor;
import souk.ledger.EventPage;
import souk.ledger.Finality;
import souk.ledger.InMemoryEventIndex;
import souk.ledger.Ledger;
import souk.ledger.LedgerCommand;
import souk.ledger.LedgerEvent;
import souk.ledger.LedgerReceipt;
import souk.ledger.LedgerRefusal;

/// Chains that are killed, fall back, or change their mind.
@SuppressWarnings("NullAway.Init") // set before each test
final class LostBlocksIT {
    private LocalMarket local;
    private TransactionSigner signer;
    private Ledger ledger;

    @BeforeEach
    void start(@TempDir Path folder) {
        local = LocalMarket.start(folder, Duration.ofMillis(200));
        signer = TransactionSigner.of(local.newAccount());
        ledger = local.market.ledger(signer);
    }

    @AfterEach
    void stop() {
        local.close();
    }

    @Test
    void whatAKilledChainForgotHappensAgainExactlyOnce() {
        anchor(0);
        local.anvil.stop();
        local.anvil.restart();
        for (int i = 1; i < 8; i++) {
            anchor(i);
        }

        local.anvil.kill();
        local.anvil.restart();
        var last = submit(8, Finality.FINAL);

        assertThat(anchored(ledger, last)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    }

    @Test
    void whatWaitedWhenTheChainWasKilledIsSentAgain() {
        local.anvil.stop();
        local.anvil.restart();
        var first = local.chain.send(signer, anchorCall(0));
        var second = local.chain.send(signer, anchorCall(1));

        local.anvil.kill();
        local.anvil.restart();
        local.chain.await(first, Finality.INCLUDED);
        local.chain.await(second, Finality.FINAL);

        assertThat(anchored(ledger, submit(2, Finality.FINAL))).containsExactly(0L, 1L, 2L);
    }

    @Test
    void theNextProcessSendsWhatTheLastOneLeft() {
        local.anvil.stop();
        local.anvil.restart();
        local.chain.send(signer, anchorCall(0));
        local.chain.close();
        local.anvil.kill();
        local.anvil.restart();

        try (var chain = EvmChain.connect(LocalMarket.options(local.anvil), local.outbox, InstantSource.system())) {
            var market = EvmMarket.open(chain, local.market.addresses(), new InMemoryEventIndex());
            var next = market.ledger(signer);
            var last = next.submit(anchorCommand(1), Finality.FINAL);

            assertThat(anchored(next, last)).containsExactly(0L, 1L);
        }
    }

    @Test
    void aReorganisationTakesEventsBackAndBringsThemAgain() {
        anchor(0);
        var before = anchor(1);
        var seen = readAll(ledger, Finality.INCLUDED, before);

        local.chain.rpc().call("anvil_reorg", new Json.Number(3), Json.array(List.of()));
        var last = submit(2, Finality.FINAL);
        var again = ledger.events(seen.getLast().next(), Finality.INCLUDED, 1_000);

        assertThat(again.rolledBackTo()).isPresent();
        assertThat(anchored(ledger, last)).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aRollbackTakesEventsBackAndBringsThemAgain() {
        anchor(0);
        anchor(1);

        local.chain.rpc().call("anvil_rollback", new Json.Number(3));
        var last = submit(2, Finality.FINAL);

        assertThat(anchored(ledger, last)).containsExactly(0L, 1L, 2L);
    }

    @Test
    void twentyThreadsShareOneAccount() throws Exception {
        var receipts = new ArrayList<LedgerReceipt>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = IntStream.range(0, 20)
                    .<Callable<List<LedgerReceipt>>>mapToObj(thread -> () -> IntStream.range(0, 5)
                            .mapToObj(i -> anchor(thread * 5L + i))
                            .toList());
            for (var done : executor.invokeAll(tasks.toList())) {
                receipts.addAll(done.get());
            }
        }

        assertThat(receipts).extracting(LedgerReceipt::transaction).doesNotHaveDuplicates();
        assertThat(anchored(ledger, submit(100, Finality.FINAL)))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(0, 100).mapToObj(i -> (long) i).toList());
    }

    @Test
    void aTransactionThatRevertsInItsBlockIsRefusedWithTheReason() {
        var call = CallRequest.to(local.market.addresses().market(), ContractAbi.MARKET.call("raiseNonceFloor", 0));

        var sent = local.chain.send(signer, call, 200_000);

        assertThatThrownBy(() -> local.chain.await(sent, Finality.INCLUDED))
                .isInstanceOfSatisfying(SoukException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.LEDGER_REFUSED);
                    assertThat(LedgerRefusal.of(e).orElseThrow().error()).isEqualTo("NonceFloorNotRaised");
                });
    }

    @Test
    void anAccountWithoutCoinsIsToldSo() {
        var poor = TransactionSigner.of(souk.trust.AccountKey.generate(new java.security.SecureRandom()));

        assertThatThrownBy(() -> local.chain.send(poor, anchorCall(0), 100_000))
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INSUFFICIENT_FUNDS));
        assertThat(local.outbox.of(local.chain.id(), poor.address())).isEmpty();
    }

    @Test
    void knowsWhetherItIsDeployed() {
        assertThat(MarketDeployment.exists(local.chain, local.market.addresses()))
                .isTrue();
        assertThat(MarketDeployment.exists(
                        local.chain,
                        MarketAddresses.from(Json.parseObject(local.market
                                .addresses()
                                .toJson()
                                .toString()
                                .replace(local.market.addresses().anchor().hex(), "0x" + "1".repeat(40))
                                .getBytes(StandardCharsets.UTF_8)))))
                .isFalse();
    }

    private LedgerReceipt anchor(long number) {
        return submit(number, Finality.INCLUDED);
    }

    private LedgerReceipt submit(long number, Finality finality) {
        return ledger.submit(anchorCommand(number), finality);
    }

    private static LedgerCommand anchorCommand(long number) {
        return new LedgerCommand.AnchorRecords(root(), number, 1);
    }

    private CallRequest anchorCall(long number) {
        return CallRequest.to(local.market.addresses().anchor(), ContractAbi.ANCHOR.call("anchor", root(), number, 1));
    }

    private static Digest root() {
        return Digest.of(Keccak256.hash(new byte[] {1}));
    }

    private List<Long> anchored(Ledger reader, LedgerReceipt upTo) {
        return readAll(reader, Finality.FINAL, upTo).stream()
                .flatMap(page -> page.entries().stream())
                .flatMap(entry -> entry.event() instanceof LedgerEvent.RecordsAnchored anchor
                                && anchor.sender().equals(signer.address())
                        ? java.util.stream.Stream.of(anchor.epoch())
                        : java.util.stream.Stream.empty())
                .toList();
    }

    /// Reads until the index has passed the receipt's block: it follows the chain on its own thread.
    private static List<EventPage> readAll(Ledger reader, Finality finality, LedgerReceipt upTo) {
        var pages = new ArrayList<EventPage>();
        var cursor = EventCursor.START;
        while (pages.isEmpty() || cursor.block() < upTo.block()) {
            var page = reader.events(cursor, finality, 1_000);
            pages.add(page);
            cursor = page.next();
            Thread.onSpinWait();
        }
        return pages;
    }
}
