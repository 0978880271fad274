// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IParameters} from "./interfaces/IParameters.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {MessageHashes} from "./libraries/MessageHashes.sol";
import {ParameterKeys} from "./libraries/ParameterKeys.sol";
import {CloseReason, Lease, LeaseStatus} from "./types/Lease.sol";
import {LeaseId} from "./types/LeaseId.sol";
import {CloseConsent, Offer, Order, Quote, Voucher} from "./types/Messages.sol";

/// @title Leases, their escrow and their payment.
/// @dev Funds leave only by pull: closing credits balances, so no recipient can block a close. A lease's escrow is
/// `deposit - paid` until it is Settled; the tokens held are never less than all escrows and balances together.
contract Market is IMarket, EIP712, Ownable, Multicall {
    using MessageHashes for CloseConsent;
    using MessageHashes for Offer;
    using MessageHashes for Order;
    using MessageHashes for Quote;
    using MessageHashes for Voucher;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @notice Prices are smallest units times this.
    uint256 public constant PRICE_SCALE = 1e18;

    /// @dev Parameters that leases need, in one slot: reading them from their contract would cost 9k gas a lease.
    struct Terms {
        uint96 minStake;
        uint40 startWindow;
        uint40 intervalSeconds;
        uint40 challengeWindow;
        uint40 graceWindow;
    }

    struct AssetTerms {
        uint16 id;
        bool allowed;
        uint128 stakePerUnit;
    }

    IProviderRegistry public immutable registry;
    IParameters public immutable parameters;

    /// @inheritdoc IMarket
    Terms public terms;
    mapping(LeaseId lease => Lease) private _leases;
    mapping(uint16 assetId => mapping(address account => uint256)) private _balances;
    mapping(LeaseId lease => bytes32) private _closeEvidence;
    address[] private _assets;
    /// @inheritdoc IMarket
    mapping(address asset => AssetTerms) public assetTerms;
    /// @inheritdoc IMarket
    mapping(bytes32 offerHash => uint256) public capacityFilled;
    /// @inheritdoc IMarket
    mapping(bytes32 orderHash => bool) public orderFilled;
    /// @inheritdoc IMarket
    mapping(address account => uint64) public nonceFloor;

    /// @param owner_ sets the first assets, then hands over to the timelock
    /// @param registry_ must let this contract bind, release and slash
    /// @param parameters_ minStake, startPenalty, startWindow, intervalSeconds, challengeWindow, graceWindow
    constructor(address owner_, IProviderRegistry registry_, IParameters parameters_)
        EIP712("Souk", "1")
        Ownable(owner_)
    {
        registry = registry_;
        parameters = parameters_;
        // Exits read these: an unknown key must show now, not when somebody wants to leave.
        parameters_.get(ParameterKeys.START_PENALTY);
        syncTerms();
        // Asset 0 means "never set".
        _assets.push(address(0));
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
        _requireInTime(offer, order, quote);
        _requireSigned(order.payer, _hashTypedDataV4(orderHash), orderSignature);
        _requireSigned(offer.provider, LeaseId.unwrap(lease), quoteSignature);

        _fill(quote, offer.capacity, order.quantity);
        uint16 assetId = _allowedAsset(order.asset);
        _create(lease, assetId, offer, order, quote);
        registry.bindLease(offer.provider, terms.minStake);
        _collect(order.asset, assetId, order.payer, order.deposit);
    }

    /// @inheritdoc IMarket
    function activate(LeaseId lease, bytes32 digest) external {
        Lease storage record = _leases[lease];
        if (msg.sender != record.provider) revert NotProvider(lease, msg.sender);
        if (record.status != LeaseStatus.Open) revert LeaseInStatus(lease, record.status);
        if (block.timestamp > record.mark) revert TooLate(record.mark, block.timestamp);
        record.status = LeaseStatus.Active;
        emit LeaseActivated(lease, digest);
    }

    /// @inheritdoc IMarket
    function timeOutStart(Quote calldata quote) external {
        LeaseId lease = LeaseId.wrap(_hashTypedDataV4(quote.hash()));
        Lease storage record = _leases[lease];
        if (record.status != LeaseStatus.Open) revert LeaseInStatus(lease, record.status);
        if (block.timestamp <= record.mark) revert TooEarly(uint256(record.mark) + 1, block.timestamp);
        orderFilled[quote.order] = false;
        _end(lease, record, CloseReason.StartTimeout, 0, 0);
        registry.slash(
            record.provider,
            parameters.get(ParameterKeys.START_PENALTY),
            // Nothing was paid, so nothing is owed to the payer beyond the refund.
            IProviderRegistry.SlashSplit(record.payer, 0, address(0), 0),
            LeaseId.unwrap(lease)
        );
    }

    /// @inheritdoc IMarket
    function settle(Voucher calldata voucher, bytes calldata signature) external {
        SkipReason obstacle = _settle(voucher, signature);
        if (obstacle == SkipReason.None) return;
        Lease storage record = _leases[voucher.lease];
        if (obstacle == SkipReason.LeaseNotPayable) revert LeaseInStatus(voucher.lease, record.status);
        if (obstacle == SkipReason.Stale) revert VoucherStale(record.paid, voucher.cumulative);
        if (obstacle == SkipReason.AboveDeposit) revert AmountAboveDeposit(record.deposit, voucher.cumulative);
        revert BadSignature(record.payer);
    }

    /// @inheritdoc IMarket
    function settleBatch(Voucher[] calldata vouchers, bytes[] calldata signatures) external {
        if (vouchers.length != signatures.length) revert BatchMismatch(vouchers.length, signatures.length);
        for (uint256 i = 0; i < vouchers.length; ++i) {
            SkipReason obstacle = _settle(vouchers[i], signatures[i]);
            if (obstacle != SkipReason.None) {
                emit VoucherSkipped(vouchers[i].lease, vouchers[i].cumulative, obstacle);
            }
        }
    }

    /// @inheritdoc IMarket
    function pause(LeaseId lease) external {
        Lease storage record = _leases[lease];
        if (msg.sender != record.provider) revert NotProvider(lease, msg.sender);
        if (record.status != LeaseStatus.Active) revert LeaseInStatus(lease, record.status);
        _requireRunning(lease, record);
        uint96 left = record.deposit - record.paid;
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
        record.deposit += uint256(amount).toUint96();
        emit LeaseToppedUp(lease, msg.sender, amount, record.deposit);
        if (record.status == LeaseStatus.Paused && record.deposit - record.paid >= record.intervalCost) {
            record.status = LeaseStatus.Active;
            emit LeaseResumed(lease);
        }
        _collect(_assets[record.assetId], record.assetId, msg.sender, amount);
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
        _end(consent.lease, record, reason, uint256(consent.cumulative).toUint96(), digest);
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
        emit LeaseCloseRequested(lease, msg.sender, reason, record.endsAt, evidence);
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

    // ---- balances, nonces, assets

    /// @inheritdoc IMarket
    function deposit(address asset, uint256 amount) external {
        uint16 id = _allowedAsset(asset);
        if (amount == 0) revert ZeroAmount();
        _balances[id][msg.sender] += amount;
        emit Deposited(msg.sender, asset, amount);
        IERC20(asset).safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IMarket
    function withdraw(address asset, uint256 amount) external {
        uint16 id = _knownAsset(asset);
        if (amount == 0) revert ZeroAmount();
        uint256 available = _balances[id][msg.sender];
        if (amount > available) revert BalanceTooLow(available, amount);
        _balances[id][msg.sender] = available - amount;
        emit Withdrawn(msg.sender, asset, amount);
        IERC20(asset).safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IMarket
    function raiseNonceFloor(uint64 floor) external {
        if (floor <= nonceFloor[msg.sender]) revert NonceFloorNotRaised(nonceFloor[msg.sender], floor);
        nonceFloor[msg.sender] = floor;
        emit NonceFloorRaised(msg.sender, floor);
    }

    /// @inheritdoc IMarket
    /// @dev Warning: only tokens that move exactly the amount asked for; a fee on transfer would break the escrow.
    function setAsset(address asset, bool allowed, uint128 stakePerUnit) external onlyOwner {
        if (asset == address(0)) revert AssetUnknown(asset);
        uint16 id = assetTerms[asset].id;
        if (id == 0) {
            id = _assets.length.toUint16();
            _assets.push(asset);
        }
        assetTerms[asset] = AssetTerms(id, allowed, stakePerUnit);
        emit AssetSet(asset, id, allowed, stakePerUnit);
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
    function compensationCap(LeaseId lease) external view returns (uint256) {
        Lease storage record = _leases[lease];
        return uint256(record.paid) * assetTerms[_assets[record.assetId]].stakePerUnit;
    }

    /// @inheritdoc IMarket
    function balanceOf(address asset, address account) external view returns (uint256) {
        return _balances[assetTerms[asset].id][account];
    }

    /// @inheritdoc IMarket
    function digestOf(bytes32 structHash) external view returns (bytes32) {
        return _hashTypedDataV4(structHash);
    }

    /// @inheritdoc IMarket
    function assetById(uint16 id) external view returns (address) {
        return _assets[id];
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

    function _fill(Quote calldata quote, uint128 capacity, uint128 quantity) private {
        if (orderFilled[quote.order]) revert OrderAlreadyFilled(quote.order);
        orderFilled[quote.order] = true;
        uint256 filled = capacityFilled[quote.offer];
        // Two uint128 cannot overflow 256 bits, and `filled` never passes a capacity.
        if (filled + quantity > capacity) revert CapacityExceeded(capacity - filled, quantity);
        capacityFilled[quote.offer] = filled + quantity;
    }

    function _create(
        LeaseId lease,
        uint16 assetId,
        Offer calldata offer,
        Order calldata order,
        Quote calldata quote
    ) private {
        Lease storage record = _leases[lease];
        // An order may open again after a start timeout, but not by the same quote.
        if (record.status != LeaseStatus.None) revert LeaseInStatus(lease, record.status);
        Lease memory created;
        created.payer = order.payer;
        created.deposit = uint256(order.deposit).toUint96();
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

    function _intervalCostDown(uint128 price, uint128 quantity) private view returns (uint96) {
        return Math.mulDiv(uint256(price) * quantity, terms.intervalSeconds, PRICE_SCALE).toUint96();
    }

    /// @dev From the balance here if it suffices, which is cheaper, else from the payer's account.
    function _collect(address asset, uint16 assetId, address payer, uint256 amount) private {
        uint256 available = _balances[assetId][payer];
        if (available >= amount) {
            _balances[assetId][payer] = available - amount;
            return;
        }
        IERC20(asset).safeTransferFrom(payer, address(this), amount);
    }

    // ---- paying and ending

    function _settle(Voucher calldata voucher, bytes calldata signature) private returns (SkipReason) {
        LeaseId lease = voucher.lease;
        uint128 cumulative = voucher.cumulative;
        Lease storage record = _leases[lease];
        LeaseStatus status = record.status;
        if (status != LeaseStatus.Active && status != LeaseStatus.Paused) return SkipReason.LeaseNotPayable;
        uint96 paid = record.paid;
        if (cumulative <= paid) return SkipReason.Stale;
        if (cumulative > record.deposit) return SkipReason.AboveDeposit;
        if (!_isSigned(record.payer, _hashTypedDataV4(voucher.hash()), signature)) return SkipReason.BadSignature;
        // At most the deposit, which is a uint96.
        record.paid = uint96(cumulative);
        _balances[record.assetId][record.provider] += cumulative - paid;
        emit VoucherSettled(lease, cumulative, cumulative - paid, voucher.sequence);
        return SkipReason.None;
    }

    /// @dev Splits the escrow: the provider has `paidTotal` in all, the payer gets the rest.
    function _end(LeaseId lease, Lease storage record, CloseReason reason, uint96 paidTotal, bytes32 evidence)
        private
    {
        uint96 last = paidTotal - record.paid;
        uint96 refund = record.deposit - paidTotal;
        uint16 assetId = record.assetId;
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
        if (msg.sender == record.provider) return record.payer;
        if (msg.sender == record.payer) return record.provider;
        revert NotParty(lease, msg.sender);
    }

    /// @dev Consent may name any end but those that only time proves.
    function _consentedReason(uint8 number) private pure returns (CloseReason reason) {
        if (number == 0 || number > uint8(type(CloseReason).max)) revert ReasonNotAllowed(CloseReason.None);
        reason = CloseReason(number);
        if (reason == CloseReason.StartTimeout) revert ReasonNotAllowed(reason);
    }

    function _requireReasonOf(LeaseId lease, Lease storage record, CloseReason reason) private view {
        if (msg.sender == record.payer) {
            if (
                reason == CloseReason.ConsumerClosed || reason == CloseReason.ProviderLost
                    || reason == CloseReason.SloBreached || reason == CloseReason.PolicyViolated
            ) return;
            revert ReasonNotAllowed(reason);
        }
        if (msg.sender != record.provider) revert NotParty(lease, msg.sender);
        if (
            reason == CloseReason.ProviderClosed || reason == CloseReason.Preempted
                || reason == CloseReason.PolicyViolated
        ) return;
        revert ReasonNotAllowed(reason);
    }

    function _allowedAsset(address asset) private view returns (uint16) {
        AssetTerms storage entry = assetTerms[asset];
        if (!entry.allowed) revert AssetNotAllowed(asset);
        return entry.id;
    }

    function _knownAsset(address asset) private view returns (uint16 id) {
        id = assetTerms[asset].id;
        if (id == 0) revert AssetUnknown(asset);
    }

    function _requireSigned(address signer, bytes32 digest, bytes calldata signature) private view {
        if (!_isSigned(signer, digest, signature)) revert BadSignature(signer);
    }

    /// @dev The plain key first: most signers have no code, and looking for code costs more than a recovery saves.
    function _isSigned(address signer, bytes32 digest, bytes calldata signature) private view returns (bool) {
        (address recovered, ECDSA.RecoverError problem,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (problem == ECDSA.RecoverError.NoError && recovered == signer) return true;
        return signer.code.length > 0 && SignatureChecker.isValidERC1271SignatureNowCalldata(signer, digest, signature);
    }
}
