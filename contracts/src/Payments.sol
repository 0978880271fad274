// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Balances} from "./Balances.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {MessageHashes} from "./libraries/MessageHashes.sol";
import {PackedVouchers} from "./libraries/PackedVouchers.sol";
import {Lease, LeaseStatus} from "./types/Lease.sol";
import {LeaseId} from "./types/LeaseId.sol";
import {Voucher} from "./types/Messages.sol";

/// @title What flows under a lease: vouchers from its escrow to the provider, rebates back to the payer.
abstract contract Payments is IMarket, EIP712, Balances {
    using MessageHashes for Voucher;

    /// @dev What a run of vouchers of one provider in one asset adds up to: its balance is written once.
    struct Earned {
        address provider;
        uint8 assetId;
        uint256 amount;
    }

    IProviderRegistry public immutable registry;

    mapping(LeaseId lease => Lease) internal _leases;
    /// @inheritdoc IMarket
    mapping(LeaseId lease => uint256) public compensated;

    constructor(address owner_, IProviderRegistry registry_, address forwarder)
        EIP712("Souk", "1")
        Balances(owner_, forwarder)
    {
        registry = registry_;
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
    function settlePacked(bytes calldata packed) external {
        if (packed.length == 0 || packed.length % PackedVouchers.SIZE != 0) revert PackedLength(packed.length);
        bytes32[] memory settled = new bytes32[](2 * (packed.length / PackedVouchers.SIZE));
        uint256 count = 0;
        Earned memory earned;
        uint256 offset;
        assembly ("memory-safe") {
            offset := packed.offset
        }
        uint256 end = offset + packed.length;
        for (; offset < end; offset += PackedVouchers.SIZE) {
            bytes32 payment = _settlePacked(offset, earned);
            if (payment == 0) continue;
            settled[count++] = LeaseId.unwrap(PackedVouchers.lease(offset));
            settled[count++] = payment;
        }
        _pay(earned);
        assembly ("memory-safe") {
            mstore(settled, count)
        }
        emit VouchersSettled(settled);
    }

    /// @inheritdoc IMarket
    function rebate(LeaseId lease, uint128 amount, bytes32 evidence) external returns (uint128 granted) {
        _requireJudge();
        Lease storage record = _leases[lease];
        uint256 rate = assetTerms[_assets[record.assetId]].stakePerUnit;
        if (rate == 0) return 0;
        granted = uint128(Math.min(amount, compensationCap(lease) / rate));
        if (granted == 0) return 0;
        compensated[lease] += granted * rate;
        uint256 held = Math.min(granted, _balances[record.assetId][record.provider]);
        _balances[record.assetId][record.provider] -= held;
        _balances[record.assetId][record.payer] += held;
        uint256 owed = (granted - held) * rate;
        uint256 slashed = owed == 0 ? 0 : _slash(record, owed, owed, evidence);
        emit LeaseRebated(lease, granted, uint128(held), slashed, evidence);
    }

    /// @inheritdoc IMarket
    function recordCompensation(LeaseId lease, uint256 amount) external {
        _requireJudge();
        compensated[lease] += amount;
    }

    /// @inheritdoc IMarket
    function compensationCap(LeaseId lease) public view returns (uint256) {
        Lease storage record = _leases[lease];
        uint256 paid = uint256(record.paid) * assetTerms[_assets[record.assetId]].stakePerUnit;
        return Math.saturatingSub(paid, compensated[lease]);
    }

    function _settle(Voucher calldata voucher, bytes calldata signature) private returns (SkipReason) {
        LeaseId lease = voucher.lease;
        uint128 cumulative = voucher.cumulative;
        Lease storage record = _leases[lease];
        uint88 paid = record.paid;
        SkipReason obstacle = _obstacle(record.status, cumulative, paid, record.deposit);
        if (obstacle != SkipReason.None) return obstacle;
        if (!_isSigned(record.payer, _hashTypedDataV4(voucher.hash()), signature)) return SkipReason.BadSignature;
        // At most the deposit, which is a uint88.
        record.paid = uint88(cumulative);
        _balances[record.assetId][record.provider] += cumulative - paid;
        emit VoucherSettled(lease, cumulative, cumulative - paid, voucher.sequence);
        return SkipReason.None;
    }

    /// @dev As `_settle`, with the provider's balance left to the caller.
    /// @return the event's second word, zero for a voucher that was passed over
    function _settlePacked(uint256 offset, Earned memory earned) private returns (bytes32) {
        LeaseId lease = PackedVouchers.lease(offset);
        uint96 cumulative = PackedVouchers.cumulative(offset);
        Lease storage record = _leases[lease];
        uint88 paid = record.paid;
        SkipReason obstacle = _obstacle(record.status, cumulative, paid, record.deposit);
        if (obstacle == SkipReason.None) {
            address signer = PackedVouchers.signer(offset, _hashTypedDataV4(PackedVouchers.hash(offset)));
            if (signer != record.payer) obstacle = SkipReason.BadSignature;
        }
        if (obstacle != SkipReason.None) {
            emit VoucherSkipped(lease, cumulative, obstacle);
            return 0;
        }
        // At most the deposit, which is a uint88.
        record.paid = uint88(cumulative);
        uint96 now_ = cumulative - paid;
        _earn(earned, record.provider, record.assetId, now_);
        return bytes32(uint256(cumulative) << 160 | uint256(now_) << 64 | PackedVouchers.sequence(offset));
    }

    function _obstacle(LeaseStatus status, uint128 cumulative, uint88 paid, uint88 ceiling)
        private
        pure
        returns (SkipReason)
    {
        if (status != LeaseStatus.Active && status != LeaseStatus.Paused) return SkipReason.LeaseNotPayable;
        if (cumulative <= paid) return SkipReason.Stale;
        if (cumulative > ceiling) return SkipReason.AboveDeposit;
        return SkipReason.None;
    }

    function _earn(Earned memory earned, address provider, uint8 assetId, uint256 amount) private {
        if (earned.provider != provider || earned.assetId != assetId) {
            _pay(earned);
            (earned.provider, earned.assetId, earned.amount) = (provider, assetId, 0);
        }
        earned.amount += amount;
    }

    function _pay(Earned memory earned) private {
        if (earned.amount > 0) _balances[earned.assetId][earned.provider] += earned.amount;
    }

    function _slash(Lease storage record, uint256 amount, uint256 compensationCap_, bytes32 evidence)
        internal
        returns (uint256 compensation)
    {
        return registry.slash(
            record.provider,
            amount,
            IProviderRegistry.SlashSplit(record.payer, compensationCap_, address(0), 0),
            evidence
        );
    }

    function _requireJudge() private view {
        if (registry.slashers(msg.sender) != IProviderRegistry.SlasherStatus.Active) revert NotJudge(msg.sender);
    }

    function _requireSigned(address signer, bytes32 digest, bytes calldata signature) internal view {
        if (!_isSigned(signer, digest, signature)) revert BadSignature(signer);
    }

    /// @dev The plain key first: most signers have no code, and looking for code costs more than a recovery saves.
    function _isSigned(address signer, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        (address recovered, ECDSA.RecoverError problem,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (problem == ECDSA.RecoverError.NoError && recovered == signer) return true;
        return signer.code.length > 0 && SignatureChecker.isValidERC1271SignatureNowCalldata(signer, digest, signature);
    }
}
