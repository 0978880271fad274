// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MiniTest} from "./MiniTest.sol";
import {BondedPool} from "../src/BondedPool.sol";
import {Market} from "../src/Market.sol";
import {Parameters} from "../src/Parameters.sol";
import {ProviderRegistry} from "../src/ProviderRegistry.sol";
import {SoukTimelock} from "../src/SoukTimelock.sol";
import {SoukToken} from "../src/SoukToken.sol";
import {StorageAudits} from "../src/StorageAudits.sol";
import {TestStablecoin} from "../src/TestStablecoin.sol";
import {IParameters} from "../src/interfaces/IParameters.sol";
import {MessageHashes} from "../src/libraries/MessageHashes.sol";
import {ParameterKeys} from "../src/libraries/ParameterKeys.sol";
import {LeaseStatus} from "../src/types/Lease.sol";
import {LeaseId} from "../src/types/LeaseId.sol";
import {CloseConsent, InventoryRoot, Offer, Order, Quote, Receipt, Voucher} from "../src/types/Messages.sol";

/// @dev Struct hashes of messages in memory.
contract MessageHasher {
    function offer(Offer calldata message) external pure returns (bytes32) {
        return MessageHashes.hash(message);
    }

    function order(Order calldata message) external pure returns (bytes32) {
        return MessageHashes.hash(message);
    }

    function quote(Quote calldata message) external pure returns (bytes32) {
        return MessageHashes.hash(message);
    }

    function voucher(Voucher calldata message) external pure returns (bytes32) {
        return MessageHashes.hash(message);
    }

    function receipt(Receipt calldata message) external pure returns (bytes32) {
        return MessageHashes.hash(message);
    }

    function inventory(InventoryRoot calldata message) external pure returns (bytes32) {
        return MessageHashes.hash(message);
    }

    function consent(CloseConsent calldata message) external pure returns (bytes32) {
        return MessageHashes.hash(message);
    }
}

/// @dev An account that is a contract: its owner's key signs for it.
contract SmartAccount is IERC1271 {
    address private immutable _owner;

    constructor(address owner) {
        _owner = owner;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        return ECDSA.recoverCalldata(digest, signature) == _owner ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}

/// @dev A deployed market with one provider that has stake and one payer that has money.
abstract contract Fixture is MiniTest {
    uint128 internal constant MIN_STAKE = 1000e18;
    uint96 internal constant STAKE = 5000e18;
    uint128 internal constant SLASH = 100e18;
    uint128 internal constant START_PENALTY = 10e18;
    uint128 internal constant BOND = 50e18;
    uint128 internal constant AUDITOR_FEE = 20e18;
    uint128 internal constant MIN_AUDITOR_BOND = 200e18;
    uint128 internal constant MIN_ARBITER_BOND = 400e18;
    uint256 internal constant DISPUTE_WINDOW = 60;
    uint256 internal constant CHALLENGE_WINDOW = 120;
    uint256 internal constant GRACE_WINDOW = 180;
    uint256 internal constant UNBONDING_PERIOD = 600;
    uint256 internal constant START_WINDOW = 30;
    uint256 internal constant INTERVAL = 60;
    uint256 internal constant EPOCH = 60;
    uint256 internal constant AUDIT_WINDOW = 300;
    uint128 internal constant COMMITTEE = 5;
    uint256 internal constant COMMIT_WINDOW = 20;
    uint256 internal constant REVEAL_WINDOW = 25;
    uint256 internal constant CLAIM_WINDOW = 200;
    uint128 internal constant SILENCE_SLASH = 3e18;
    uint128 internal constant OUTLIER_SLASH = 7e18;
    uint128 internal constant OUTLIER_FACTOR = 10;
    uint128 internal constant REWARD_SHARE = 200_000;
    uint256 internal constant ATTEST_WINDOW = 300;
    uint256 internal constant REWARD_WINDOW = 900;
    // One SOUK (18 decimals) is worth one sUSD (6 decimals).
    uint128 internal constant RATE = 1e12;
    uint32 internal constant NOTICE = 40;
    uint32 internal constant DURATION = 3600;
    uint128 internal constant DEPOSIT = 10e6;
    uint128 internal constant QUANTITY = 1 << 30;
    // With QUANTITY and INTERVAL: 64,424 smallest units an interval.
    uint128 internal constant PRICE = 1e12;
    uint96 internal constant INTERVAL_COST = 64_424;
    uint256 internal constant START = 1_790_000_040;

    uint256 internal constant PROVIDER_KEY = 0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d;
    uint256 internal constant PAYER_KEY = 0xA11CE;
    address internal provider = vm.addr(PROVIDER_KEY);
    address internal payer = vm.addr(PAYER_KEY);
    address internal auditor = address(0xAAD1);
    address internal stranger = address(0x57A6);

    SoukToken internal token;
    TestStablecoin internal usd;
    SoukTimelock internal timelock;
    Parameters internal parameters;
    ProviderRegistry internal registry;
    Market internal market;
    StorageAudits internal audits;
    BondedPool internal auditors;
    BondedPool internal arbiters;
    MessageHasher internal hasher;

    function setUp() public virtual {
        vm.warp(START);
        hasher = new MessageHasher();
        token = new SoukToken(address(this));
        usd = new TestStablecoin();
        timelock = new SoukTimelock(0, _one(address(this)), _one(address(0)), address(0));
        parameters = new Parameters(address(timelock), _entries());
        registry = new ProviderRegistry(address(this), token, parameters);
        market = _newMarket();
        audits = new StorageAudits(token, parameters, registry, market);
        auditors =
            new BondedPool(address(this), token, parameters, ParameterKeys.MIN_AUDITOR_BOND, uint64(EPOCH));
        arbiters =
            new BondedPool(address(this), token, parameters, ParameterKeys.MIN_ARBITER_BOND, uint64(EPOCH));
        registry.setSlasher(address(market), true);
        registry.setSlasher(address(audits), true);
        market.setAsset(address(usd), true, RATE);
        registry.transferOwnership(address(timelock));
        market.transferOwnership(address(timelock));
        auditors.transferOwnership(address(timelock));
        arbiters.transferOwnership(address(timelock));
        _addProvider(provider);
        _fund(payer);
        token.transfer(auditor, 1000e18);
        vm.prank(auditor);
        token.approve(address(audits), type(uint256).max);
    }

    /// @dev For tests of what a market does not do yet.
    function _newMarket() internal virtual returns (Market) {
        return new Market(address(this), registry, parameters);
    }

    // ---- actors

    function _addProvider(address account) internal {
        token.transfer(account, STAKE);
        vm.startPrank(account);
        token.approve(address(registry), type(uint256).max);
        registry.register(bytes32(uint256(uint160(account))), "https://node.example", "eu-west");
        registry.addStake(STAKE);
        vm.stopPrank();
    }

    function _fund(address account) internal {
        usd.mint(account, 1000e6);
        vm.prank(account);
        usd.approve(address(market), type(uint256).max);
    }

    function _asTimelock(address target, bytes memory data) internal {
        timelock.schedule(target, 0, data, 0, 0, 0);
        timelock.execute(target, 0, data, 0, 0);
    }

    // ---- messages

    function _offer() internal view returns (Offer memory offer) {
        offer.provider = provider;
        offer.resourceClass = 1;
        offer.profile = keccak256("profile");
        offer.asset = address(usd);
        offer.unitPrices = _prices(PRICE);
        offer.capacity = QUANTITY * 200;
        offer.minDuration = 60;
        offer.maxDuration = 365 days;
        offer.noticeWindow = NOTICE;
        offer.slo = keccak256("slo");
        offer.validFrom = uint64(START);
        offer.validUntil = uint64(START + 1 days);
        offer.nonce = 5;
        offer.salt = keccak256("offer");
    }

    function _order() internal view returns (Order memory order) {
        order.consumer = address(0xC0);
        order.payer = payer;
        order.resourceClass = 1;
        order.asset = address(usd);
        order.priceCeilings = _prices(PRICE * 2);
        order.quantity = QUANTITY;
        order.duration = DURATION;
        order.deposit = DEPOSIT;
        order.constraints = keccak256("constraints");
        order.slo = keccak256("slo");
        order.fallbacks = keccak256("fallbacks");
        order.priorityFee = 3;
        order.validUntil = uint64(START + 1 days);
        order.nonce = 9;
        order.salt = keccak256("order");
    }

    function _quote(Offer memory offer, Order memory order) internal view returns (Quote memory) {
        return Quote(hasher.offer(offer), hasher.order(order), offer.unitPrices, uint64(START + 600));
    }

    function _prices(uint128 first) internal pure returns (uint128[] memory prices) {
        prices = new uint128[](5);
        prices[0] = first;
        for (uint128 i = 1; i < 5; ++i) {
            prices[i] = first * i;
        }
    }

    function _sign(uint256 key, bytes32 structHash) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, market.digestOf(structHash));
        return abi.encodePacked(r, s, v);
    }

    function _leaseOf(Quote memory quote) internal view returns (LeaseId) {
        return LeaseId.wrap(market.digestOf(hasher.quote(quote)));
    }

    // ---- steps

    function _open() internal returns (LeaseId) {
        return _open(_offer(), _order());
    }

    function _openSalted(uint256 salt) internal returns (LeaseId) {
        Order memory order = _order();
        order.salt = bytes32(salt);
        return _open(_offer(), order);
    }

    function _open(Offer memory offer, Order memory order) internal returns (LeaseId) {
        return _submit(offer, order, _quote(offer, order));
    }

    function _submit(Offer memory offer, Order memory order, Quote memory quote) internal returns (LeaseId) {
        bytes memory orderSignature = _sign(PAYER_KEY, hasher.order(order));
        bytes memory quoteSignature = _sign(PROVIDER_KEY, hasher.quote(quote));
        return market.openLease(offer, order, orderSignature, quote, quoteSignature);
    }

    function _activate(LeaseId lease) internal {
        vm.prank(provider);
        market.activate(lease, keccak256("workload"));
    }

    function _active() internal returns (LeaseId lease) {
        lease = _open();
        _activate(lease);
    }

    function _voucher(LeaseId lease, uint128 cumulative)
        internal
        view
        returns (Voucher memory voucher, bytes memory signature)
    {
        voucher = Voucher(lease, cumulative, 1, keccak256("usage"));
        signature = _sign(PAYER_KEY, hasher.voucher(voucher));
    }

    function _settle(LeaseId lease, uint128 cumulative) internal {
        (Voucher memory voucher, bytes memory signature) = _voucher(lease, cumulative);
        market.settle(voucher, signature);
    }

    function _paused() internal returns (LeaseId lease) {
        lease = _active();
        _settle(lease, DEPOSIT - INTERVAL_COST + 1);
        vm.prank(provider);
        market.pause(lease);
    }

    function _consent(LeaseId lease, uint128 cumulative, uint8 reason, uint256 key)
        internal
        view
        returns (CloseConsent memory consent, bytes memory signature)
    {
        consent = CloseConsent(lease, cumulative, reason);
        signature = _sign(key, hasher.consent(consent));
    }

    // ---- checks

    function _assertStatus(LeaseId lease, LeaseStatus status) internal view {
        vm.assertEq(uint256(market.statusOf(lease)), uint256(status));
    }

    function _balance(address account) internal view returns (uint256) {
        return market.balanceOf(address(usd), account);
    }

    // ---- construction

    function _entries() internal pure returns (IParameters.Entry[] memory entries) {
        entries = new IParameters.Entry[](25);
        entries[0] = IParameters.Entry(ParameterKeys.MIN_STAKE, MIN_STAKE, 1, 1e24);
        entries[1] = IParameters.Entry(ParameterKeys.MIN_AUDITOR_BOND, MIN_AUDITOR_BOND, 1, 1e24);
        entries[2] = IParameters.Entry(ParameterKeys.SLASH_PER_FAULT, SLASH, 0, 1e24);
        entries[3] = IParameters.Entry(ParameterKeys.START_PENALTY, START_PENALTY, 0, 1e24);
        entries[4] = IParameters.Entry(ParameterKeys.CHALLENGE_BOND, BOND, 1, 1e24);
        entries[5] = IParameters.Entry(ParameterKeys.AUDITOR_FEE, AUDITOR_FEE, 0, 1e24);
        entries[6] = IParameters.Entry(ParameterKeys.DISPUTE_WINDOW, uint128(DISPUTE_WINDOW), 1, 7 days);
        entries[7] = IParameters.Entry(ParameterKeys.CHALLENGE_WINDOW, uint128(CHALLENGE_WINDOW), 1, 30 days);
        entries[8] = IParameters.Entry(ParameterKeys.GRACE_WINDOW, uint128(GRACE_WINDOW), 1, 30 days);
        entries[9] = IParameters.Entry(ParameterKeys.UNBONDING_PERIOD, uint128(UNBONDING_PERIOD), 1, 90 days);
        entries[10] = IParameters.Entry(ParameterKeys.START_WINDOW, uint128(START_WINDOW), 1, 7 days);
        entries[11] = IParameters.Entry(ParameterKeys.INTERVAL_SECONDS, uint128(INTERVAL), 1, 30 days);
        entries[12] = IParameters.Entry(ParameterKeys.EPOCH_SECONDS, uint128(EPOCH), 1, 7 days);
        entries[13] = IParameters.Entry(ParameterKeys.AUDIT_WINDOW, uint128(AUDIT_WINDOW), 1, 30 days);
        entries[14] = IParameters.Entry(ParameterKeys.MIN_ARBITER_BOND, MIN_ARBITER_BOND, 1, 1e24);
        entries[15] = IParameters.Entry(ParameterKeys.COMMITTEE_SIZE, COMMITTEE, 1, 15);
        entries[16] = IParameters.Entry(ParameterKeys.COMMIT_WINDOW, uint128(COMMIT_WINDOW), 1, 7 days);
        entries[17] = IParameters.Entry(ParameterKeys.REVEAL_WINDOW, uint128(REVEAL_WINDOW), 1, 7 days);
        entries[18] = IParameters.Entry(ParameterKeys.CLAIM_WINDOW, uint128(CLAIM_WINDOW), 1, 30 days);
        entries[19] = IParameters.Entry(ParameterKeys.SILENCE_SLASH, SILENCE_SLASH, 0, 1e24);
        entries[20] = IParameters.Entry(ParameterKeys.OUTLIER_SLASH, OUTLIER_SLASH, 0, 1e24);
        entries[21] = IParameters.Entry(ParameterKeys.OUTLIER_FACTOR, OUTLIER_FACTOR, 2, 1000);
        entries[22] = IParameters.Entry(ParameterKeys.REWARD_SHARE, REWARD_SHARE, 0, 1_000_000);
        entries[23] = IParameters.Entry(ParameterKeys.ATTEST_WINDOW, uint128(ATTEST_WINDOW), 1, 30 days);
        entries[24] = IParameters.Entry(ParameterKeys.REWARD_WINDOW, uint128(REWARD_WINDOW), 1, 365 days);
    }

    function _one(address account) internal pure returns (address[] memory accounts) {
        accounts = new address[](1);
        accounts[0] = account;
    }
}
