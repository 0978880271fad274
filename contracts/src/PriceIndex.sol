// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IBondedPool} from "./interfaces/IBondedPool.sol";
import {IParameters} from "./interfaces/IParameters.sol";
import {IPriceIndex} from "./interfaces/IPriceIndex.sol";
import {ParameterKeys} from "./libraries/ParameterKeys.sol";

/// @title Base prices that follow utilisation.
/// @dev Warning: whoever holds most of the reports of an epoch moves a price, though by an eighth an epoch at most and
/// within the bounds. Orders state a deviation and ceilings of their own, so a moved index delays leases and costs no
/// money.
contract PriceIndex is IPriceIndex, Ownable {
    /// @notice All of the capacity, in parts per million.
    uint32 public constant FULL = 1_000_000;
    /// @notice A price moves by at most one part in this many an epoch.
    uint256 public constant STEP = 8;
    /// @notice Reports that count in an epoch, so that a median can be had in one transaction.
    uint256 public constant MAX_REPORTS = 31;

    struct Price {
        uint128 price;
        uint64 settled;
        Terms terms;
    }

    IParameters public immutable parameters;
    IBondedPool public immutable auditors;

    mapping(bytes32 key => Price) private _prices;
    mapping(bytes32 key => mapping(uint64 epoch => uint32[])) private _reports;
    mapping(bytes32 key => mapping(uint64 epoch => mapping(address auditor => bool))) private _reported;

    /// @param owner_ lists the first prices, then hands over to the timelock
    /// @param auditors_ may report
    /// @param parameters_ epochSeconds, priceQuorum
    constructor(address owner_, IBondedPool auditors_, IParameters parameters_) Ownable(owner_) {
        auditors = auditors_;
        parameters = parameters_;
        // Settling reads it: an unknown key must show now.
        parameters_.get(ParameterKeys.PRICE_QUORUM);
    }

    /// @inheritdoc IPriceIndex
    function list(uint8 resourceClass, address asset, string calldata region, uint128 price, Terms calldata terms)
        external
        onlyOwner
    {
        bytes32 key = keyOf(resourceClass, asset, region);
        if (_prices[key].price != 0) revert PriceListedAlready(key);
        bool usable = terms.target > 0 && terms.target < FULL && terms.min > 0 && terms.min <= price && price <= terms.max;
        if (!usable) revert TermsUnusable();
        _prices[key] = Price(price, 0, terms);
        emit PriceListed(key, resourceClass, asset, region, price, terms);
    }

    /// @inheritdoc IPriceIndex
    function report(bytes32 key, uint64 epoch, uint32 utilisation) external {
        _known(key);
        if (auditors.weightOf(msg.sender) == 0) revert NotAuditor(msg.sender);
        if (utilisation > FULL) revert UtilisationTooHigh(FULL, utilisation);
        (uint256 from, uint256 until) = _reportWindow(epoch);
        if (block.timestamp < from || block.timestamp >= until) revert EpochNotOpen(epoch, from, until);
        if (_reported[key][epoch][msg.sender]) revert ReportedAlready(msg.sender);
        uint32[] storage reports = _reports[key][epoch];
        if (reports.length == MAX_REPORTS) revert ReportsFull(MAX_REPORTS);
        _reported[key][epoch][msg.sender] = true;
        reports.push(utilisation);
        emit UtilisationReported(key, epoch, msg.sender, utilisation);
    }

    /// @inheritdoc IPriceIndex
    function settle(bytes32 key, uint64 epoch) external returns (uint128 price) {
        Price storage entry = _known(key);
        (, uint256 until) = _reportWindow(epoch);
        if (block.timestamp < until) revert EpochNotOver(until, block.timestamp);
        if (epoch <= entry.settled) revert EpochSettled(epoch);
        uint32[] memory reports = _reports[key][epoch];
        uint256 quorum = parameters.get(ParameterKeys.PRICE_QUORUM);
        if (reports.length < quorum) revert ReportsTooFew(quorum, reports.length);
        entry.settled = epoch;
        uint32 utilisation = _median(reports);
        price = next(entry.price, utilisation, entry.terms);
        entry.price = price;
        emit PriceMoved(key, epoch, utilisation, uint32(reports.length), price);
    }

    /// @inheritdoc IPriceIndex
    function priceOf(bytes32 key) external view returns (uint128) {
        return _known(key).price;
    }

    /// @inheritdoc IPriceIndex
    function next(uint128 price, uint32 utilisation, Terms memory terms) public pure returns (uint128) {
        uint256 most = uint256(price) / STEP;
        if (utilisation >= terms.target) {
            uint256 rise = Math.mulDiv(price, utilisation - terms.target, terms.target * STEP);
            return uint128(Math.min(uint256(price) + Math.min(rise, most), terms.max));
        }
        uint256 fall = Math.mulDiv(price, terms.target - utilisation, terms.target * STEP);
        return uint128(Math.max(uint256(price) - Math.min(fall, most), terms.min));
    }

    /// @inheritdoc IPriceIndex
    function keyOf(uint8 resourceClass, address asset, string calldata region) public pure returns (bytes32) {
        return keccak256(abi.encode(resourceClass, asset, region));
    }

    /// @dev Reports on an epoch are taken during the next one.
    function _reportWindow(uint64 epoch) private view returns (uint256 from, uint256 until) {
        uint256 length = parameters.get(ParameterKeys.EPOCH_SECONDS);
        from = (uint256(epoch) + 1) * length;
        until = from + length;
    }

    /// @dev The lower of the two in the middle; sorts in place, by insertion since there are few.
    function _median(uint32[] memory values) private pure returns (uint32) {
        for (uint256 i = 1; i < values.length; ++i) {
            uint32 value = values[i];
            uint256 j = i;
            while (j > 0 && values[j - 1] > value) {
                values[j] = values[j - 1];
                --j;
            }
            values[j] = value;
        }
        return values[(values.length - 1) / 2];
    }

    function _known(bytes32 key) private view returns (Price storage entry) {
        entry = _prices[key];
        if (entry.price == 0) revert PriceUnknown(key);
    }
}
