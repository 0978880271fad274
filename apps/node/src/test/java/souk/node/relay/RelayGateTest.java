package souk.node.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.market.Order;
import souk.core.market.ResourceClass;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.UnitPrices;
import souk.ledger.ChainId;
import souk.ledger.EventPosition;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.net.Metrics;
import souk.net.Response;
import souk.net.admission.Admission;
import souk.net.admission.Limit;

final class RelayGateTest {
    private static final Address RICH = address(1);
    private static final Address POOR = address(2);
    private static final Address ASSET = address(9);

    private final Map<Address, BigInteger> deposits = new HashMap<>();
    private final AtomicLong clock = new AtomicLong();
    private final Metrics metrics = new Metrics();

    @Test
    void ranksAPayerByWhatItHasLocked() {
        var gate = gate(1);
        deposits.put(RICH, RelayGate.COMMITTED);
        deposits.put(POOR, RelayGate.COMMITTED.subtract(BigInteger.ONE));

        assertThat(gate.rankOf(RICH).weight()).isGreaterThan(gate.rankOf(POOR).weight());
        assertThat(gate.rankOf(address(3))).isEqualTo(gate.rankOf(POOR));
    }

    @Test
    void shedsWithATimeToComeAgainAndCountsIt() {
        var gate = gate(1);

        gate.order(order(RICH, 1), false, () -> {
            assertThatThrownBy(() -> gate.order(order(POOR, 2), false, RelayGateTest::done))
                    .isInstanceOfSatisfying(SoukException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED);
                        assertThat(e.retryAfter()).isPresent();
                    });
            return done();
        });

        assertThat(new String(metrics.text(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("souk_relay_shed_total{class=\"newcomers\",relay=\"relay\"} 1.0");
    }

    @Test
    void aSignedOrderInOtherHandsUsesUpNoShare() {
        var gate = gate(4);
        var order = order(RICH, 1);
        for (int i = 0; i < 4; i++) {
            gate.order(order, false, RelayGateTest::done);
        }

        assertThatThrownBy(() -> gate.order(order, false, RelayGateTest::done))
                .isInstanceOfSatisfying(
                        SoukException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        assertThat(gate.order(order(RICH, 2), false, RelayGateTest::done).status())
                .isEqualTo(204);
    }

    @Test
    void countsDepositsOfOpenLeasesInOneAsset() {
        var locked = new Deposits(ASSET);
        locked.on(entry(opened(1, RICH, ASSET, 70)));
        locked.on(entry(opened(2, RICH, ASSET, 30)));
        locked.on(entry(opened(3, RICH, POOR, 1_000)));
        locked.on(entry(new LedgerEvent.LeaseToppedUp(lease(2), RICH, BigInteger.TEN, BigInteger.valueOf(40))));
        assertThat(locked.of(RICH)).isEqualTo(110);

        locked.on(entry(new LedgerEvent.LeaseClosed(
                lease(1), souk.core.market.CloseReason.COMPLETED, BigInteger.ZERO, BigInteger.ZERO, Digest.ZERO)));
        assertThat(locked.of(RICH)).isEqualTo(40);

        locked.reset();
        assertThat(locked.of(RICH)).isZero();
    }

    private RelayGate gate(int places) {
        return new RelayGate(
                new Admission(new Limit.Fixed(places), Duration.ZERO, clock::get),
                payer -> deposits.getOrDefault(payer, BigInteger.ZERO),
                metrics,
                "relay");
    }

    private static Response done() {
        return Response.noContent();
    }

    private static LedgerEvent opened(int lease, Address payer, Address asset, long deposit) {
        return new LedgerEvent.LeaseOpened(
                lease(lease),
                payer,
                address(8),
                ResourceClass.STORAGE,
                BigInteger.ONE,
                Instant.EPOCH,
                Instant.EPOCH,
                BigInteger.valueOf(deposit),
                BigInteger.ONE,
                asset,
                Digest.ZERO,
                Digest.ZERO);
    }

    private static Order order(Address payer, long nonce) {
        return new Order(
                payer,
                payer,
                ResourceClass.STORAGE,
                Digest.ZERO,
                ASSET,
                UnitPrices.of(1, 1, 1, 1, 1),
                BigInteger.ONE,
                Duration.ofHours(1),
                BigInteger.ONE,
                Digest.ZERO,
                Digest.ZERO,
                Digest.ZERO,
                BigInteger.ZERO,
                Digest.ZERO,
                0,
                Instant.EPOCH,
                nonce,
                Digest.ZERO);
    }

    private static LedgerEntry entry(LedgerEvent event) {
        var position = new EventPosition(ChainId.evm(31_337), 1, Digest.ZERO, Digest.ZERO, 0);
        return new LedgerEntry(position, Instant.EPOCH, event);
    }

    private static LeaseId lease(int number) {
        return new LeaseId("0x" + "%064x".formatted(number));
    }

    private static Address address(int number) {
        return new Address("0x" + "%040x".formatted(number));
    }
}
