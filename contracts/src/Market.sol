// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Payments} from "./Payments.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IParameters} from "./interfaces/IParameters.sol";
import {IPriceIndex} from "./interfaces/IPriceIndex.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {MessageHashes} from "./libraries/MessageHashes.sol";
import {ParameterKeys} from "./libraries/ParameterKeys.sol";
import {CloseReason, Lease, LeaseStatus} from "./types/Lease.sol";
import {LeaseId} from "./types/LeaseId.sol";
import {CloseConsent, Offer, Order, Quote} from "./types/Messages.sol";

/// @title Leases and their escrow, from the two signatures that open one to its end.
/// @dev Funds leave only by pull: closing credits balances, so no recipient can block a close. A lease's escrow is
/// `deposit - paid` until it is Settled; the tokens held are never less than all escrows and balances together.
contract Market is Payments {
    using MessageHashes for CloseConsent;
    using MessageHashes for Offer;
    using MessageHashes for Order;
    using MessageHashes for Quote;
    using SafeCast for uint256;

    /// @notice Prices are smallest units times this.
    uint256 public constant PRICE_SCALE = 1e18;
    /// @notice Of which `maxDeviation` counts.
    uint256 public constant BASIS_POINTS = 10_000;

    /// @dev Parameters that leases need, in one slot: reading them from their contract would cost 9k gas a lease.
    struct Terms {
        uint96 minStake;
        uint40 startWindow;
        uint40 intervalSeconds;
        uint40 challengeWindow;
        uint40 graceWindow;
    }

    IParameters public immutable parameters;

    /// @inheritdoc IMarket
    Terms public terms;
    mapping(LeaseId lease => bytes32) private _closeEvidence;
    /// @inheritdoc IMarket
    IPriceIndex public priceIndex;
    /// @inheritdoc IMarket
    mapping(bytes32 offerHash => uint256) public capacityFilled;
    /// @inheritdoc IMarket
    mapping(address payer => mapping(uint256 word => uint256)) public orderNonces;
    /// @inheritdoc IMarket
    mapping(address account => uint64) public nonceFloor;

    /// @param owner_ sets the first assets, then hands over to the timelock
    /// @param registry_ must let this contract bind, release and slash
    /// @param parameters_ minStake, startPenalty, startWindow, intervalSeconds, challengeWindow, graceWindow
    /// @param forwarder speaks for those whose gas a sponsor pays; zero for none
    constructor(address owner_, IProviderRegistry registry_, IParameters parameters_, address forwarder)
        Payments(owner_, registry_, forwarder)
    {
        parameters = parameters_;
        // Exits read these: an unknown key must show now, not when somebody wants to leave.
        parameters_.get(ParameterKeys.START_PENALTY);
        syncTerms();
    }

    // ---- the life of a lease

    /// @inheritdoc IMarket
    function openLease(
        Offer calldata offer,
        Order calldata order,
        bytes calldata orderSignature,
        Quote calldata quote,
        bytes calldata quoteSignature
    ) external returns (LeaseId lease) {
        bytes32 orderHash = order.hash();
        if (quote.offer != offer.hash()) revert HashMismatch(quote.offer, offer.hash());
        if (quote.order != orderHash) revert HashMismatch(quote.order, orderHash);
        lease = LeaseId.wrap(_hashTypedDataV4(quote.hash()));
        _requireTermsMatch(offer, order);
        _requirePricesWithin(offer.unitPrices, order.priceCeilings, quote.unitPrices);
        if (order.priceIndex != 0) _requireNearIndex(order.priceIndex, order.maxDeviation, quote.unitPrices[0]);
        _requireInTime(offer, order, quote);
        _requireSigned(order.payer, _hashTypedDataV4(orderHash), orderSignature);
        _requireSigned(offer.provider, LeaseId.unwrap(lease), quoteSignature);

        _use(order.payer, order.nonce);
        _fill(quote.offer, offer.capacity, order.quantity);
        uint8 assetId = _allowedAsset(order.asset);
        _create(lease, assetId, offer, order, quote);
        registry.bindLease(offer.provider, terms.minStake);
        _collect(order.asset, assetId, order.payer, order.deposit);
    }

    /// @inheritdoc IMarket
    function activate(LeaseId lease, bytes32 digest) external {
        Lease storage record = _leases[lease];
        if (_msgSender() != record.provider) revert NotProvider(lease, _msgSender());
        if (record.status != LeaseStatus.Open) revert LeaseInStatus(lease, record.status);
        if (block.timestamp > record.mark) revert TooLate(record.mark, block.timestamp);
        record.status = LeaseStatus.Active;
        emit LeaseActivated(lease, digest);
    }

    /// @inheritdoc IMarket
    function timeOutStart(Order calldata order, Quote calldata quote) external {
        if (quote.order != order.hash()) revert HashMismatch(quote.order, order.hash());
        LeaseId lease = LeaseId.wrap(_hashTypedDataV4(quote.hash()));
        Lease storage record = _leases[lease];
        if (record.status != LeaseStatus.Open) revert LeaseInStatus(lease, record.status);
        if (block.timestamp <= record.mark) revert TooEarly(uint256(record.mark) + 1, block.timestamp);
        orderNonces[record.payer][order.nonce >> 8] &= ~_bit(order.nonce);
        _end(lease, record, CloseReason.StartTimeout, 0, 0);
        // Nothing was paid, so nothing is owed to the payer beyond the refund.
        _slash(record, parameters.get(ParameterKeys.START_PENALTY), 0, LeaseId.unwrap(lease));
    }

    /// @inheritdoc IMarket
    function pause(LeaseId lease) external {
        Lease storage record = _leases[lease];
        if (_msgSender() != record.provider) revert NotProvider(lease, _msgSender());
        if (record.status != LeaseStatus.Active) revert LeaseInStatus(lease, record.status);
        _requireRunning(lease, record);
        uint88 left = record.deposit - record.paid;
        if (left >= record.intervalCost) revert FundsSuffice(record.intervalCost, left);
        record.status = LeaseStatus.Paused;
        record.mark = block.timestamp.toUint40();
        emit LeasePaused(lease, (block.timestamp + terms.graceWindow).toUint40());
    }

    /// @inheritdoc IMarket
    function topUp(LeaseId lease, uint128 amount) external {
        Lease storage record = _leases[lease];
        _requireLive(lease, record);
        _requireRunning(lease, record);
        if (amount == 0) revert ZeroAmount();
        record.deposit += uint256(amount).toUint88();
        emit LeaseToppedUp(lease, _msgSender(), amount, record.deposit);
        if (record.status == LeaseStatus.Paused && record.deposit - record.paid >= record.intervalCost) {
            record.status = LeaseStatus.Active;
            emit LeaseResumed(lease);
        }
        _collect(_assets[record.assetId], record.assetId, _msgSender(), amount);
    }

    /// @inheritdoc IMarket
    function closeExhausted(LeaseId lease) external {
        Lease storage record = _leases[lease];
        if (record.status != LeaseStatus.Paused) revert LeaseInStatus(lease, record.status);
        uint256 from = uint256(record.mark) + terms.graceWindow;
        if (block.timestamp < from) revert TooEarly(from, block.timestamp);
        _end(lease, record, CloseReason.FundsExhausted, record.paid, 0);
    }

    /// @inheritdoc IMarket
    function closeCooperative(CloseConsent calldata consent, bytes calldata signature) external {
        Lease storage record = _leases[consent.lease];
        _requireLive(consent.lease, record);
        if (consent.cumulative < record.paid) revert VoucherStale(record.paid, consent.cumulative);
        if (consent.cumulative > record.deposit) revert AmountAboveDeposit(record.deposit, consent.cumulative);
        CloseReason reason = _consentedReason(consent.reason);
        bytes32 digest = _hashTypedDataV4(consent.hash());
        _requireSigned(_otherParty(consent.lease, record), digest, signature);
        _end(consent.lease, record, reason, uint256(consent.cumulative).toUint88(), digest);
    }

    /// @inheritdoc IMarket
    function requestClose(LeaseId lease, CloseReason reason, bytes32 evidence) external {
        Lease storage record = _leases[lease];
        _requireLive(lease, record);
        _requireRunning(lease, record);
        if (record.reason != CloseReason.None) revert CloseAlreadyRequested(lease, record.reason);
        _requireReasonOf(lease, record, reason);
        record.reason = reason;
        record.endsAt = Math.min(record.endsAt, block.timestamp + record.noticeWindow).toUint40();
        if (evidence != 0) _closeEvidence[lease] = evidence;
        emit LeaseCloseRequested(lease, _msgSender(), reason, record.endsAt, evidence);
    }

    /// @inheritdoc IMarket
    function finalizeClose(LeaseId lease) external {
        Lease storage record = _leases[lease];
        _requireLive(lease, record);
        uint256 from = uint256(record.endsAt) + terms.challengeWindow;
        if (block.timestamp < from) revert TooEarly(from, block.timestamp);
        CloseReason reason = record.reason == CloseReason.None ? CloseReason.Expired : record.reason;
        _end(lease, record, reason, record.paid, _closeEvidence[lease]);
    }

    // ---- nonces and rules

    /// @inheritdoc IMarket
    function raiseNonceFloor(uint64 floor) external {
        if (floor <= nonceFloor[_msgSender()]) revert NonceFloorNotRaised(nonceFloor[_msgSender()], floor);
        nonceFloor[_msgSender()] = floor;
        emit NonceFloorRaised(_msgSender(), floor);
    }

    /// @inheritdoc IMarket
    function setPriceIndex(IPriceIndex index) external onlyOwner {
        priceIndex = index;
        emit PriceIndexSet(index);
    }

    /// @inheritdoc IMarket
    function syncTerms() public {
        terms = Terms({
            minStake: uint256(parameters.get(ParameterKeys.MIN_STAKE)).toUint96(),
            startWindow: uint256(parameters.get(ParameterKeys.START_WINDOW)).toUint40(),
            intervalSeconds: uint256(parameters.get(ParameterKeys.INTERVAL_SECONDS)).toUint40(),
            challengeWindow: uint256(parameters.get(ParameterKeys.CHALLENGE_WINDOW)).toUint40(),
            graceWindow: uint256(parameters.get(ParameterKeys.GRACE_WINDOW)).toUint40()
        });
        emit TermsSynced(
            terms.minStake, terms.startWindow, terms.intervalSeconds, terms.challengeWindow, terms.graceWindow
        );
    }

    // ---- views

    /// @inheritdoc IMarket
    function leaseOf(LeaseId lease) external view returns (Lease memory) {
        return _leases[lease];
    }

    /// @inheritdoc IMarket
    function statusOf(LeaseId lease) external view returns (LeaseStatus) {
        Lease storage record = _leases[lease];
        return _isLive(record.status) && block.timestamp >= record.endsAt ? LeaseStatus.Closed : record.status;
    }

    /// @inheritdoc IMarket
    function escrowOf(LeaseId lease) external view returns (uint128) {
        Lease storage record = _leases[lease];
        return _isLive(record.status) ? record.deposit - record.paid : 0;
    }

    /// @inheritdoc IMarket
    function digestOf(bytes32 structHash) external view returns (bytes32) {
        return _hashTypedDataV4(structHash);
    }

    // ---- opening

    function _requireTermsMatch(Offer calldata offer, Order calldata order) private pure {
        if (offer.resourceClass != order.resourceClass || offer.asset != order.asset) revert TermsDiffer();
        if (order.quantity == 0) revert QuantityMissing();
        if (order.duration < offer.minDuration || order.duration > offer.maxDuration) {
            revert DurationOutOfRange(offer.minDuration, offer.maxDuration, order.duration);
        }
    }

    function _requirePricesWithin(uint128[] calldata offered, uint128[] calldata ceilings, uint128[] calldata quoted)
        private
        pure
    {
        uint256 meters = quoted.length;
        if (meters == 0 || offered.length != meters) revert PricesMissing(offered.length, meters);
        if (ceilings.length != meters) revert PricesMissing(ceilings.length, meters);
        for (uint256 i = 0; i < meters; ++i) {
            uint128 price = quoted[i];
            if (price > offered[i]) revert PriceAboveLimit(i, offered[i], price);
            if (price > ceilings[i]) revert PriceAboveLimit(i, ceilings[i], price);
        }
    }

    function _requireNearIndex(bytes32 key, uint16 maxDeviation, uint128 price) private view {
        IPriceIndex index = priceIndex;
        if (address(index) == address(0)) revert PriceIndexMissing();
        uint256 limit = uint256(index.priceOf(key)) * (BASIS_POINTS + maxDeviation) / BASIS_POINTS;
        if (price > limit) revert PriceAboveIndex(limit, price);
    }

    function _requireInTime(Offer calldata offer, Order calldata order, Quote calldata quote) private view {
        if (block.timestamp < offer.validFrom || block.timestamp > offer.validUntil) {
            revert OfferNotValid(offer.validFrom, offer.validUntil, block.timestamp);
        }
        if (block.timestamp > order.validUntil) revert OrderExpired(order.validUntil, block.timestamp);
        if (block.timestamp > quote.reservedUntil) revert QuoteExpired(quote.reservedUntil, block.timestamp);
        _requireNonce(offer.provider, offer.nonce);
        _requireNonce(order.payer, order.nonce);
    }

    function _requireNonce(address account, uint64 nonce) private view {
        uint64 floor = nonceFloor[account];
        if (nonce < floor) revert NonceVoid(account, floor, nonce);
    }

    /// @dev Nonces of one word cost a twentieth of a fresh word each, so clients give neighbours to neighbours.
    function _use(address payer, uint64 nonce) private {
        uint256 used = orderNonces[payer][nonce >> 8];
        if (used & _bit(nonce) != 0) revert OrderNonceUsed(payer, nonce);
        orderNonces[payer][nonce >> 8] = used | _bit(nonce);
    }

    function _bit(uint64 nonce) private pure returns (uint256) {
        return 1 << (nonce & 0xff);
    }

    function _fill(bytes32 offer, uint128 capacity, uint128 quantity) private {
        uint256 filled = capacityFilled[offer];
        // Two uint128 cannot overflow 256 bits, and `filled` never passes a capacity.
        if (filled + quantity > capacity) revert CapacityExceeded(capacity - filled, quantity);
        capacityFilled[offer] = filled + quantity;
    }

    function _create(
        LeaseId lease,
        uint8 assetId,
        Offer calldata offer,
        Order calldata order,
        Quote calldata quote
    ) private {
        Lease storage record = _leases[lease];
        // An order may open again after a start timeout, but not by the same quote.
        if (record.status != LeaseStatus.None) revert LeaseInStatus(lease, record.status);
        Lease memory created;
        created.payer = order.payer;
        created.deposit = uint256(order.deposit).toUint88();
        created.provider = offer.provider;
        created.assetId = assetId;
        created.status = LeaseStatus.Open;
        created.resourceClass = order.resourceClass;
        created.endsAt = (block.timestamp + order.duration).toUint40();
        created.mark = (block.timestamp + terms.startWindow).toUint40();
        created.noticeWindow = offer.noticeWindow;
        created.intervalCost = _intervalCostDown(quote.unitPrices[0], order.quantity);
        _leases[lease] = created;
        _emitOpened(lease, created, order, quote);
    }

    function _emitOpened(LeaseId lease, Lease memory created, Order calldata order, Quote calldata quote) private {
        emit LeaseOpened(
            lease,
            created.payer,
            created.provider,
            created.resourceClass,
            order.quantity,
            created.endsAt,
            created.mark,
            created.deposit,
            created.intervalCost,
            order.asset,
            quote.order,
            quote.offer
        );
    }

    function _intervalCostDown(uint128 price, uint128 quantity) private view returns (uint88) {
        return Math.mulDiv(uint256(price) * quantity, terms.intervalSeconds, PRICE_SCALE).toUint88();
    }

    // ---- ending

    /// @dev Splits the escrow: the provider has `paidTotal` in all, the payer gets the rest.
    function _end(LeaseId lease, Lease storage record, CloseReason reason, uint88 paidTotal, bytes32 evidence)
        private
    {
        uint88 last = paidTotal - record.paid;
        uint88 refund = record.deposit - paidTotal;
        uint8 assetId = record.assetId;
        record.status = LeaseStatus.Settled;
        record.reason = reason;
        if (last > 0) {
            record.paid = paidTotal;
            _balances[assetId][record.provider] += last;
        }
        if (refund > 0) _balances[assetId][record.payer] += refund;
        emit LeaseClosed(lease, reason, paidTotal, refund, evidence);
        registry.releaseLease(record.provider);
    }

    // ---- rules

    function _isLive(LeaseStatus status) private pure returns (bool) {
        return status == LeaseStatus.Open || status == LeaseStatus.Active || status == LeaseStatus.Paused;
    }

    function _requireLive(LeaseId lease, Lease storage record) private view {
        if (!_isLive(record.status)) revert LeaseInStatus(lease, record.status);
    }

    function _requireRunning(LeaseId lease, Lease storage record) private view {
        if (block.timestamp >= record.endsAt) revert LeaseOver(lease, record.endsAt);
    }

    function _otherParty(LeaseId lease, Lease storage record) private view returns (address) {
        if (_msgSender() == record.provider) return record.payer;
        if (_msgSender() == record.payer) return record.provider;
        revert NotParty(lease, _msgSender());
    }

    /// @dev Consent may name any end but those that only time proves.
    function _consentedReason(uint8 number) private pure returns (CloseReason reason) {
        if (number == 0 || number > uint8(type(CloseReason).max)) revert ReasonNotAllowed(CloseReason.None);
        reason = CloseReason(number);
        if (reason == CloseReason.StartTimeout) revert ReasonNotAllowed(reason);
    }

    function _requireReasonOf(LeaseId lease, Lease storage record, CloseReason reason) private view {
        if (_msgSender() == record.payer) {
            if (
                reason == CloseReason.ConsumerClosed || reason == CloseReason.ProviderLost
                    || reason == CloseReason.SloBreached || reason == CloseReason.PolicyViolated
            ) return;
            revert ReasonNotAllowed(reason);
        }
        if (_msgSender() != record.provider) revert NotParty(lease, _msgSender());
        if (
            reason == CloseReason.ProviderClosed || reason == CloseReason.Preempted
                || reason == CloseReason.PolicyViolated
        ) return;
        revert ReasonNotAllowed(reason);
    }
}
