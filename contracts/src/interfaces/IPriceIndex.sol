// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice Base prices that follow utilisation, by resource class, asset and region. A price is an asset's smallest
/// unit x 10^18 per unit-second of the class's first meter; utilisation is in parts per million.
/// Auditors report what share of the offered capacity was reserved in an epoch, never single orders. The median moves
/// the price by at most an eighth an epoch, as EIP-1559 moves the base fee.
interface IPriceIndex {
    /// @notice What moves a price.
    /// @param target utilisation at which the price stays
    /// @param min the price falls no lower
    /// @param max nor rises higher
    struct Terms {
        uint32 target;
        uint128 min;
        uint128 max;
    }

    event PriceListed(
        bytes32 indexed key, uint8 resourceClass, address asset, string region, uint128 price, Terms terms
    );
    event UtilisationReported(bytes32 indexed key, uint64 indexed epoch, address indexed auditor, uint32 utilisation);
    event PriceMoved(bytes32 indexed key, uint64 indexed epoch, uint32 utilisation, uint32 reports, uint128 price);

    error PriceUnknown(bytes32 key);
    error PriceListedAlready(bytes32 key);
    error TermsUnusable();
    error UtilisationTooHigh(uint32 most, uint32 utilisation);
    error EpochNotOpen(uint64 epoch, uint256 from, uint256 until);
    error EpochSettled(uint64 epoch);
    error EpochNotOver(uint256 from, uint256 now_);
    error ReportedAlready(address auditor);
    error ReportsFull(uint256 most);
    error ReportsTooFew(uint256 needed, uint256 actual);
    error NotAuditor(address caller);

    /// @notice Lists a price. Only the owner (the timelock).
    function list(uint8 resourceClass, address asset, string calldata region, uint128 price, Terms calldata terms)
        external;

    /// @notice A bonded auditor reports the utilisation of an epoch in the epoch after it, once.
    function report(bytes32 key, uint64 epoch, uint32 utilisation) external;

    /// @notice Anyone, once the epoch after `epoch` is over: the median of at least `priceQuorum` reports moves the price.
    /// Without a quorum the price stays.
    function settle(bytes32 key, uint64 epoch) external returns (uint128 price);

    /// @notice The price in force.
    /// @return price fails for an unknown key rather than being zero
    function priceOf(bytes32 key) external view returns (uint128 price);

    /// @notice The price after one epoch of `utilisation`: moves by price x (utilisation - target) / target / 8, rounded
    /// toward the old price, at most an eighth, within the bounds.
    function next(uint128 price, uint32 utilisation, Terms calldata terms) external pure returns (uint128);

    /// @notice The name of a price.
    function keyOf(uint8 resourceClass, address asset, string calldata region) external pure returns (bytes32);
}
