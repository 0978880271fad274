package souk.evm;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import souk.core.json.JsonObject;
import souk.core.market.CloseReason;
import souk.core.market.ResourceClass;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.ledger.BlockRef;
import souk.ledger.DisputeState;
import souk.ledger.EventPosition;
import souk.ledger.LedgerEntry;
import souk.ledger.LedgerEvent;
import souk.ledger.Pool;

/// From the chain's logs to the words of the ledger. Logs of other contracts and events that are no business of a
/// market (a change of owner, say) are passed over.
final class EventDecoder {
    /// Positions that a log has: more than vouchers fit into one event.
    private static final int PARTS = 1_024;

    private final MarketAddresses addresses;
    private final Map<Address, ContractAbi> contracts;
    private final Map<Address, Pool> pools;

    EventDecoder(MarketAddresses addresses) {
        this.addresses = addresses;
        this.pools = Map.of(addresses.auditors(), Pool.AUDITORS, addresses.arbiters(), Pool.ARBITERS);
        this.contracts = Map.ofEntries(
                Map.entry(addresses.registry(), ContractAbi.REGISTRY),
                Map.entry(addresses.market(), ContractAbi.MARKET),
                Map.entry(addresses.audits(), ContractAbi.AUDITS),
                Map.entry(addresses.auditors(), ContractAbi.POOL),
                Map.entry(addresses.arbiters(), ContractAbi.POOL),
                Map.entry(addresses.court(), ContractAbi.COURT),
                Map.entry(addresses.services(), ContractAbi.SERVICES),
                Map.entry(addresses.rewards(), ContractAbi.REWARDS),
                Map.entry(addresses.prices(), ContractAbi.PRICES),
                Map.entry(addresses.anchor(), ContractAbi.ANCHOR),
                Map.entry(addresses.parameters(), ContractAbi.PARAMETERS));
    }

    List<Address> contracts() {
        return contracts.keySet().stream().sorted().toList();
    }

    /// What a log says: nothing, one event, or one a voucher that was settled with others.
    List<LedgerEntry> decode(JsonObject log, BlockRef block) {
        var from = new Address(log.text("address"));
        var events = Optional.ofNullable(contracts.get(from))
                .flatMap(contract -> contract.event(topics(log), Quantity.bytes(log.text("data"))))
                .map(event -> events(from, event.name(), event.values()))
                .orElse(List.of());
        return IntStream.range(0, events.size())
                .mapToObj(part -> new LedgerEntry(position(log, block, part), block.at(), events.get(part)))
                .toList();
    }

    private List<LedgerEvent> events(Address from, String name, Decoded values) {
        return name.equals("VouchersSettled")
                ? PackedVouchers.events(values.words(0))
                : event(from, name, values).stream().toList();
    }

    private EventPosition position(JsonObject log, BlockRef block, int part) {
        return new EventPosition(
                addresses.chain(),
                block.number(),
                block.hash(),
                new Digest(log.text("transactionHash")),
                Math.toIntExact(Quantity.number(log.text("logIndex")) * PARTS + part));
    }

    private static List<Digest> topics(JsonObject log) {
        return log.array("topics").texts().stream().map(Digest::new).toList();
    }

    private Optional<LedgerEvent> event(Address from, String name, Decoded v) {
        return Optional.ofNullable(pools.get(from))
                .map(pool -> poolEvent(pool, name, v))
                .orElseGet(() -> marketEvent(name, v));
    }

    private static Optional<LedgerEvent> poolEvent(Pool pool, String name, Decoded v) {
        return Optional.ofNullable(
                switch (name) {
                    case "MemberRegistered" ->
                        new LedgerEvent.MemberRegistered(pool, v.address(0), v.digest(1), v.text(2), v.amount(3));
                    case "BondAdded" -> new LedgerEvent.BondAdded(pool, v.address(0), v.amount(1));
                    case "MemberDeregistered" -> new LedgerEvent.MemberDeregistered(pool, v.address(0), v.time(1));
                    case "BondWithdrawn" -> new LedgerEvent.BondWithdrawn(pool, v.address(0), v.amount(1));
                    case "MemberSlashed" ->
                        new LedgerEvent.MemberSlashed(pool, v.address(0), v.address(1), v.amount(2), v.address(3));
                    default -> null;
                });
    }

    private static Optional<LedgerEvent> marketEvent(String name, Decoded v) {
        return registryEvent(name, v)
                .or(() -> leaseEvent(name, v))
                .or(() -> moneyEvent(name, v))
                .or(() -> recordEvent(name, v))
                .or(() -> PriceEvents.event(name, v))
                .or(() -> disputeEvent(name, v))
                .or(() -> ServiceEvents.event(name, v));
    }

    private static Optional<LedgerEvent> disputeEvent(String name, Decoded v) {
        return Optional.ofNullable(
                switch (name) {
                    case "DisputeOpened" ->
                        new LedgerEvent.DisputeOpened(
                                v.digest(0),
                                v.lease(1),
                                v.address(2),
                                v.address(3),
                                v.constant(4, DisputeState.Claim.class),
                                v.amount(5),
                                v.amount(6),
                                v.time(7),
                                v.digest(8));
                    case "DisputeAnswered" -> new LedgerEvent.DisputeAnswered(v.digest(0), v.time(1), v.digest(2));
                    case "EvidenceSubmitted" ->
                        new LedgerEvent.EvidenceSubmitted(v.digest(0), v.address(1), v.digest(2));
                    case "PanelDrawn" -> new LedgerEvent.PanelDrawn(v.digest(0), v.small(1), v.time(3));
                    case "RevealStarted" -> new LedgerEvent.RevealStarted(v.digest(0), v.small(1), v.time(2));
                    case "DisputeDecided" ->
                        new LedgerEvent.DisputeDecided(
                                v.digest(0), v.small(1), v.constant(2, DisputeState.Verdict.class), v.time(5));
                    case "DisputeAppealed" ->
                        new LedgerEvent.DisputeAppealed(v.digest(0), v.address(1), v.amount(2), v.digest(3));
                    case "DisputeEnded" ->
                        new LedgerEvent.DisputeEnded(
                                v.digest(0),
                                v.lease(1),
                                v.constant(2, DisputeState.Outcome.class),
                                v.amount(3),
                                v.amount(4));
                    case "DebtPaid" -> new LedgerEvent.DebtPaid(v.digest(0), v.address(1), v.amount(2), v.amount(3));
                    default -> null;
                });
    }

    private static Optional<LedgerEvent> registryEvent(String name, Decoded v) {
        return Optional.ofNullable(
                switch (name) {
                    case "ProviderRegistered" ->
                        new LedgerEvent.ProviderRegistered(v.address(0), v.digest(1), v.text(2), v.text(3));
                    case "ProviderUpdated" ->
                        new LedgerEvent.ProviderUpdated(v.address(0), v.digest(1), v.text(2), v.text(3));
                    case "ProviderDeregistered" -> new LedgerEvent.ProviderDeregistered(v.address(0));
                    case "StakeAdded" -> new LedgerEvent.StakeAdded(v.address(0), v.amount(1));
                    case "UnbondRequested" -> new LedgerEvent.UnbondRequested(v.address(0), v.amount(1), v.time(2));
                    case "StakeWithdrawn" -> new LedgerEvent.StakeWithdrawn(v.address(0), v.amount(1));
                    case "ProviderSlashed" ->
                        new LedgerEvent.ProviderSlashed(
                                v.address(0),
                                v.amount(1),
                                v.address(2),
                                v.amount(3),
                                v.address(4),
                                v.amount(5),
                                v.digest(6));
                    case "SlasherChanged" ->
                        new LedgerEvent.SlasherChanged(v.address(0), v.constant(1, LedgerEvent.SlasherStatus.class));
                    case "InsurancePaid" -> new LedgerEvent.InsurancePaid(v.address(0), v.amount(1));
                    default -> null;
                });
    }

    private static Optional<LedgerEvent> leaseEvent(String name, Decoded v) {
        return Optional.ofNullable(
                switch (name) {
                    case "LeaseOpened" -> leaseOpened(v);
                    case "LeaseActivated" -> new LedgerEvent.LeaseActivated(v.lease(0), v.digest(1));
                    case "VoucherSettled" ->
                        new LedgerEvent.VoucherSettled(v.lease(0), v.amount(1), v.amount(2), v.number(3));
                    case "VoucherSkipped" ->
                        new LedgerEvent.VoucherSkipped(
                                v.lease(0), v.amount(1), v.constant(2, LedgerEvent.SkipReason.class));
                    case "LeasePaused" -> new LedgerEvent.LeasePaused(v.lease(0), v.time(1));
                    case "LeaseResumed" -> new LedgerEvent.LeaseResumed(v.lease(0));
                    case "LeaseToppedUp" ->
                        new LedgerEvent.LeaseToppedUp(v.lease(0), v.address(1), v.amount(2), v.amount(3));
                    case "LeaseCloseRequested" ->
                        new LedgerEvent.LeaseCloseRequested(
                                v.lease(0), v.address(1), v.constant(2, CloseReason.class), v.time(3), v.digest(4));
                    case "LeaseClosed" ->
                        new LedgerEvent.LeaseClosed(
                                v.lease(0), v.constant(1, CloseReason.class), v.amount(2), v.amount(3), v.digest(4));
                    case "LeaseRebated" ->
                        new LedgerEvent.LeaseRebated(v.lease(0), v.amount(1), v.amount(2), v.amount(3), v.digest(4));
                    default -> null;
                });
    }

    private static LedgerEvent leaseOpened(Decoded v) {
        return new LedgerEvent.LeaseOpened(
                v.lease(0),
                v.address(1),
                v.address(2),
                ResourceClass.of(v.number(3)),
                v.amount(4),
                v.time(5),
                v.time(6),
                v.amount(7),
                v.amount(8),
                v.address(9),
                v.digest(10),
                v.digest(11));
    }

    private static Optional<LedgerEvent> moneyEvent(String name, Decoded v) {
        return Optional.ofNullable(
                switch (name) {
                    case "Deposited" -> new LedgerEvent.Deposited(v.address(0), v.address(1), v.amount(2));
                    case "Withdrawn" -> new LedgerEvent.Withdrawn(v.address(0), v.address(1), v.amount(2));
                    case "NonceFloorRaised" -> new LedgerEvent.NonceFloorRaised(v.address(0), v.number(1));
                    case "AssetSet" -> new LedgerEvent.AssetSet(v.address(0), v.small(1), v.flag(2), v.amount(3));
                    case "ParameterSet" -> new LedgerEvent.ParameterSet(keyOf(v.digest(0)), v.amount(1));
                    default -> null;
                });
    }

    private static Optional<LedgerEvent> recordEvent(String name, Decoded v) {
        return Optional.ofNullable(
                switch (name) {
                    case "SeedPinned" -> new LedgerEvent.SeedPinned(v.number(0), v.digest(1));
                    case "ChallengeOpened" ->
                        new LedgerEvent.ChallengeOpened(
                                v.digest(0),
                                v.lease(1),
                                v.address(2),
                                v.address(3),
                                v.number(4),
                                v.number(5),
                                v.number(6),
                                v.time(7),
                                v.digest(8),
                                v.digest(9));
                    case "ChallengeAnswered" ->
                        new LedgerEvent.ChallengeAnswered(v.digest(0), v.lease(1), v.address(2));
                    case "ChallengeFailed" ->
                        new LedgerEvent.ChallengeFailed(
                                v.digest(0), v.lease(1), v.address(2), v.amount(3), v.flag(4), v.digest(5));
                    case "RecordsAnchored" ->
                        new LedgerEvent.RecordsAnchored(v.address(0), v.number(1), v.digest(2), v.number(3));
                    default -> null;
                });
    }

    /// A parameter's key: its name in ASCII, padded with zeros.
    private static String keyOf(Digest key) {
        return new String(key.bytes(), StandardCharsets.US_ASCII).replace("\0", "");
    }
}
