// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice What parties have in the market besides the escrow of leases. Amounts are smallest units of an asset.
/// Nothing here can be paused.
interface IBalances {
    event Deposited(address indexed account, address indexed asset, uint256 amount);
    event Withdrawn(address indexed account, address indexed asset, uint256 amount);
    event AssetSet(address indexed asset, uint8 id, bool allowed, uint128 stakePerUnit);

    error AssetNotAllowed(address asset);
    error AssetUnknown(address asset);
    error AccountMissing();
    error BalanceTooLow(uint256 available, uint256 wanted);
    error ZeroAmount();

    /// @notice Puts `amount` of an allowed asset into the caller's balance.
    function deposit(address asset, uint256 amount) external;

    /// @notice Puts `amount` of the caller's tokens into another account's balance: a gift, which cannot be taken back.
    function depositFor(address asset, address account, uint256 amount) external;

    /// @notice As `deposit` for an account that signed an ERC-3009 authorization to this contract. Anyone may submit.
    function depositWithAuthorization(
        address asset,
        address account,
        uint256 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Pays out `amount` of the caller's balance, whether or not the asset is still allowed.
    function withdraw(address asset, uint256 amount) external;

    /// @notice Allows or disallows an asset for new leases and deposits; at most 255 assets ever. Only the owner (the
    /// timelock).
    /// @param stakePerUnit stake token's smallest units worth one smallest unit of the asset; caps compensation
    function setAsset(address asset, bool allowed, uint128 stakePerUnit) external;

    function balanceOf(address asset, address account) external view returns (uint256);

    function assetById(uint8 id) external view returns (address);

    function assetTerms(address asset) external view returns (uint8 id, bool allowed, uint128 stakePerUnit);
}
