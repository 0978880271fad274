package souk.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import souk.core.eip712.TypedData;
import souk.core.error.ErrorCode;
import souk.core.error.SoukException;
import souk.core.hash.Keccak256;
import souk.core.market.CloseConsent;
import souk.core.market.CloseReason;
import souk.core.market.LeaseStatus;
import souk.core.market.Offer;
import souk.core.market.Order;
import souk.core.market.Quote;
import souk.core.market.ResourceClass;
import souk.core.market.Signed;
import souk.core.market.Voucher;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.core.value.LeaseId;
import souk.core.value.Region;
import souk.core.value.Signature;
import souk.core.value.UnitPrices;

/// What every [Ledger] must do. A subclass gives each test two fresh accounts that have coins, test money and
/// stake
/// tokens.
public abstract class LedgerContract {
    /// An account and the ledger in its name.
    public interface Party {
        Address address();

        Ledger ledger();

        Signature sign(TypedData.Message message);
    }

    private static final BigInteger DEPOSIT = BigInteger.valueOf(1_000_000);

    private long salts;
    private long orders;

    /// An account nobody used before, with at least ten stakes of the stake token and a thousand deposits of
    /// test
    /// money.
    protected abstract Party newParty();

    protected abstract AssetId paymentAsset();

    protected abstract AssetId stakeAsset();

    /// Of the ledger, in whole seconds.
    protected abstract Instant now();

    protected abstract TypedData.Domain domain();

    @Test
    void registersAProviderAndChangesItsEntry() {
        var provider = newParty();

        provider.ledger().submit(register("https://one.example"), Finality.INCLUDED);
        var receipt = provider.ledger().submit(register("https://two.example"), Finality.INCLUDED);

        assertThat(receipt.events(LedgerEvent.ProviderUpdated.class)).hasSize(1);
        var state = provider.ledger().provider(provider.address()).orElseThrow();
        assertThat(state.endpoint()).isEqualTo("https://two.example");
        assertThat(state.active()).isTrue();
        assertThat(provider.ledger().providers()).contains(state);
    }

    @Test
    void knowsNoProviderThatNeverRegistered() {
        var somebody = newParty();

        assertThat(somebody.ledger().provider(somebody.address())).isEmpty();
    }

    @Test
    void knowsNoLeaseThatWasNeverOpened() {
        assertThat(newParty().ledger().lease(LeaseId.of(hash("none").bytes()))).isEmpty();
    }

    @Test
    void refusesStakeThatWasNotApprovedAndSaysWhy() {
        var provider = newParty();
        provider.ledger().submit(register("https://one.example"), Finality.INCLUDED);

        assertThatThrownBy(
                        () -> provider.ledger().submit(new LedgerCommand.AddStake(BigInteger.TEN), Finality.INCLUDED))
                .isInstanceOfSatisfying(SoukException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.LEDGER_REFUSED);
                    assertThat(LedgerRefusal.of(e).orElseThrow().error()).isEqualTo("ERC20InsufficientAllowance");
                    assertThat(LedgerRefusal.of(e).orElseThrow().arguments()).containsEntry("needed", "10");
                });
    }

    @Test
    void leadsALeaseFromOpeningToItsCooperativeEnd() {
        var provider = newProvider();
        var consumer = newConsumer();
        var opening = opening(provider, consumer);
        var lease = leaseOf(opening);

        consumer.ledger().submit(new LedgerCommand.OpenLeases(List.of(opening)), Finality.INCLUDED);
        assertThat(state(consumer, lease).status()).isEqualTo(LeaseStatus.OPEN);
        assertThat(state(consumer, lease).startDeadline()).isPresent();

        provider.ledger().submit(new LedgerCommand.ActivateLease(lease, hash("start")), Finality.INCLUDED);
        var voucher = signed(consumer, new Voucher(lease, BigInteger.valueOf(400), 1, hash("usage")));
        var settled = provider.ledger().submit(new LedgerCommand.SettleVouchers(List.of(voucher)), Finality.INCLUDED);
        assertThat(settled.events(LedgerEvent.VoucherSettled.class).getFirst().cumulative())
                .isEqualTo(BigInteger.valueOf(400));
        assertThat(state(consumer, lease).escrow()).isEqualTo(DEPOSIT.subtract(BigInteger.valueOf(400)));

        var consent = signed(provider, new CloseConsent(lease, BigInteger.valueOf(1_000), CloseReason.COMPLETED));
        var closed = consumer.ledger().submit(new LedgerCommand.CloseCooperative(consent), Finality.INCLUDED);
        assertThat(closed.events(LedgerEvent.LeaseClosed.class).getFirst().refunded())
                .isEqualTo(DEPOSIT.subtract(BigInteger.valueOf(1_000)));
        assertThat(state(consumer, lease).status()).isEqualTo(LeaseStatus.SETTLED);
        assertThat(provider.ledger().balance(provider.address(), paymentAsset()).deposited())
                .isEqualTo(BigInteger.valueOf(1_000));
    }

    @Test
    void opensManyLeasesByOneCommandOrNone() {
        var provider = newProvider();
        var consumer = newConsumer();
        var openings =
                IntStream.range(0, 5).mapToObj(_ -> opening(provider, consumer)).toList();
        var spoiled = new ArrayList<>(openings);
        spoiled.set(
                4,
                new LedgerCommand.Opening(
                        openings.get(4).offer(),
                        openings.get(4).order(),
                        new Signed<>(
                                openings.get(4).quote().message(),
                                openings.get(3).quote().signature())));

        assertThatThrownBy(() -> consumer.ledger().submit(new LedgerCommand.OpenLeases(spoiled), Finality.INCLUDED))
                .isInstanceOf(SoukException.class);
        assertThat(consumer.ledger().lease(leaseOf(openings.getFirst()))).isEmpty();
        var receipt = consumer.ledger().submit(new LedgerCommand.OpenLeases(openings), Finality.INCLUDED);

        assertThat(receipt.events(LedgerEvent.LeaseOpened.class))
                .extracting(LedgerEvent.LeaseOpened::lease)
                .containsExactlyElementsOf(openings.stream().map(this::leaseOf).toList());
    }

    @Test
    void passesOverAVoucherThatCannotBeSettled() {
        var provider = newProvider();
        var consumer = newConsumer();
        var opening = opening(provider, consumer);
        consumer.ledger().submit(new LedgerCommand.OpenLeases(List.of(opening)), Finality.INCLUDED);
        provider.ledger().submit(new LedgerCommand.ActivateLease(leaseOf(opening), Digest.ZERO), Finality.INCLUDED);
        var forged = signed(provider, new Voucher(leaseOf(opening), BigInteger.ONE, 1, Digest.ZERO));
        var good = signed(consumer, new Voucher(leaseOf(opening), BigInteger.TWO, 2, Digest.ZERO));

        var receipt =
                provider.ledger().submit(new LedgerCommand.SettleVouchers(List.of(forged, good)), Finality.INCLUDED);

        assertThat(receipt.events(LedgerEvent.VoucherSkipped.class).getFirst().reason())
                .isEqualTo(LedgerEvent.SkipReason.BAD_SIGNATURE);
        assertThat(receipt.events(LedgerEvent.VoucherSettled.class)).hasSize(1);
    }

    @Test
    void tellsEventsInOrderAndOnlyOnce() {
        var provider = newProvider();
        for (int i = 0; i < 3; i++) {
            provider.ledger().submit(new LedgerCommand.AnchorRecords(hash("records" + i), i, 1), Finality.INCLUDED);
        }
        var last = provider.ledger().submit(new LedgerCommand.AnchorRecords(hash("last"), 3, 1), Finality.FINAL);

        var anchored = eventsUpTo(provider.ledger(), last.block()).stream()
                .map(LedgerEntry::event)
                .filter(event -> event instanceof LedgerEvent.RecordsAnchored anchor
                        && anchor.sender().equals(provider.address()))
                .map(event -> ((LedgerEvent.RecordsAnchored) event).epoch())
                .toList();

        assertThat(anchored).containsExactly(0L, 1L, 2L, 3L);
    }

    @ParameterizedTest
    @EnumSource
    void whoBondsIsAMemberAndMayLeave(Pool pool) {
        var member = newParty();
        var parameters = member.ledger().parameters();
        var bond = pool == Pool.AUDITORS ? parameters.minAuditorBond() : parameters.minArbiterBond();
        var spender = pool == Pool.AUDITORS ? LedgerCommand.Spender.AUDITORS : LedgerCommand.Spender.ARBITERS;
        var join = new LedgerCommand.JoinPool(pool, hash("node"), "https://member.example", bond);
        member.ledger().submit(new LedgerCommand.Approve(stakeAsset().token(), spender, bond), Finality.INCLUDED);

        var joined = member.ledger().submit(join, Finality.INCLUDED).events(LedgerEvent.MemberRegistered.class);
        var left = member.ledger()
                .submit(new LedgerCommand.LeavePool(pool), Finality.INCLUDED)
                .events(LedgerEvent.MemberDeregistered.class);

        assertThat(joined)
                .containsExactly(new LedgerEvent.MemberRegistered(
                        pool, member.address(), hash("node"), "https://member.example", bond));
        assertThat(left).singleElement().satisfies(event -> {
            assertThat(event.pool()).isEqualTo(pool);
            assertThat(event.unbondableAt()).isAfter(now());
        });
        assertThatThrownBy(() -> member.ledger().submit(new LedgerCommand.WithdrawBond(pool), Finality.INCLUDED))
                .isInstanceOf(SoukException.class);
    }

    @Test
    void tellsTheRulesInForce() {
        assertThat(newParty().ledger().parameters().minStake()).isPositive();
        assertThat(newParty().ledger().parameters().epochSeconds()).isPositive();
    }

    // ---- making parties and leases

    protected final Party newProvider() {
        var provider = newParty();
        var stake = provider.ledger().parameters().minStake();
        provider.ledger().submit(register("https://provider.example"), Finality.INCLUDED);
        provider.ledger()
                .submit(
                        new LedgerCommand.Approve(stakeAsset().token(), LedgerCommand.Spender.REGISTRY, stake),
                        Finality.INCLUDED);
        provider.ledger().submit(new LedgerCommand.AddStake(stake), Finality.INCLUDED);
        return provider;
    }

    protected final Party newConsumer() {
        var consumer = newParty();
        var amount = DEPOSIT.multiply(BigInteger.TEN);
        var asset = paymentAsset().token();
        consumer.ledger()
                .submit(new LedgerCommand.Approve(asset, LedgerCommand.Spender.MARKET, amount), Finality.INCLUDED);
        consumer.ledger().submit(new LedgerCommand.Deposit(asset, amount), Finality.INCLUDED);
        return consumer;
    }

    private LedgerCommand.Opening opening(Party provider, Party consumer) {
        return opening(provider, consumer, Digest.ZERO, 1);
    }

    /// @param price of the first meter, smallest units × 10^18
    protected final LedgerCommand.Opening opening(Party provider, Party consumer, Digest slo, long price) {
        var prices = UnitPrices.of(price, 0, 0, 0, 0);
        var validUntil = now().plus(Duration.ofHours(1));
        var offer = new Offer(
                provider.address(),
                ResourceClass.STORAGE,
                Digest.ZERO,
                paymentAsset().token(),
                prices,
                BigInteger.valueOf(1_000_000),
                Duration.ofMinutes(1),
                Duration.ofDays(30),
                Duration.ofMinutes(1),
                Digest.ZERO,
                Instant.EPOCH,
                validUntil,
                0,
                salt());
        var order = new Order(
                consumer.address(),
                consumer.address(),
                ResourceClass.STORAGE,
                Digest.ZERO,
                paymentAsset().token(),
                prices,
                BigInteger.valueOf(1_000),
                Duration.ofDays(1),
                DEPOSIT,
                Digest.ZERO,
                slo,
                Digest.ZERO,
                BigInteger.ZERO,
                Digest.ZERO,
                0,
                validUntil,
                ++orders,
                salt());
        var quote = new Quote(offer.structHash(), order.structHash(), prices, validUntil);
        return new LedgerCommand.Opening(offer, signed(consumer, order), signed(provider, quote));
    }

    protected final LeaseId leaseOf(LedgerCommand.Opening opening) {
        return LeaseId.of(TypedData.digest(domain(), opening.quote().message()).bytes());
    }

    private static <T extends TypedData.Message> Signed<T> signed(Party signer, T message) {
        return new Signed<>(message, signer.sign(message));
    }

    private static LedgerCommand register(String endpoint) {
        return new LedgerCommand.RegisterProvider(hash("node"), endpoint, new Region("eu-west-1"));
    }

    private static LeaseState state(Party reader, LeaseId lease) {
        return reader.ledger().lease(lease).orElseThrow();
    }

    private static List<LedgerEntry> eventsUpTo(Ledger ledger, long block) {
        var all = new ArrayList<LedgerEntry>();
        var cursor = EventCursor.START;
        var page = Optional.<EventPage>empty();
        while (page.isEmpty() || !page.get().entries().isEmpty()) {
            page = Optional.of(ledger.events(cursor, Finality.FINAL, 2));
            all.addAll(page.get().entries());
            cursor = page.get().next();
        }
        return all.stream().filter(entry -> entry.position().block() <= block).toList();
    }

    private Digest salt() {
        return hash("salt" + salts++);
    }

    private static Digest hash(String text) {
        return Digest.of(Keccak256.hash(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
}
