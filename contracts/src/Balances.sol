// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC3009} from "@openzeppelin/contracts/interfaces/draft-IERC3009.sol";
import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Context} from "@openzeppelin/contracts/utils/Context.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IBalances} from "./interfaces/IBalances.sol";

/// @title One account a party and asset, out of which many leases are funded and into which they pay.
/// @dev Funds leave only by pull, so no recipient can block anyone else. A caller may be the trusted forwarder, which
/// appends whom it speaks for (ERC-2771): so a sponsor can pay the gas of any call.
abstract contract Balances is IBalances, ERC2771Context, Ownable, Multicall {
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    struct AssetTerms {
        uint8 id;
        bool allowed;
        uint128 stakePerUnit;
    }

    mapping(uint8 assetId => mapping(address account => uint256)) internal _balances;
    address[] internal _assets;
    /// @inheritdoc IBalances
    mapping(address asset => AssetTerms) public assetTerms;

    /// @param owner_ sets the first assets, then hands over to the timelock
    /// @param forwarder an ERC-2771 forwarder; zero for none
    constructor(address owner_, address forwarder) ERC2771Context(forwarder) Ownable(owner_) {
        // Asset 0 means "never set".
        _assets.push(address(0));
    }

    /// @inheritdoc IBalances
    function deposit(address asset, uint256 amount) external {
        _deposit(asset, _msgSender(), _msgSender(), amount);
    }

    /// @inheritdoc IBalances
    function depositFor(address asset, address account, uint256 amount) external {
        if (account == address(0)) revert AccountMissing();
        _deposit(asset, _msgSender(), account, amount);
    }

    /// @inheritdoc IBalances
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
    ) external {
        _credit(asset, account, amount);
        IERC3009(asset)
            .receiveWithAuthorization(account, address(this), amount, validAfter, validBefore, nonce, v, r, s);
    }

    /// @inheritdoc IBalances
    function withdraw(address asset, uint256 amount) external {
        uint8 id = _knownAsset(asset);
        address account = _msgSender();
        if (amount == 0) revert ZeroAmount();
        uint256 available = _balances[id][account];
        if (amount > available) revert BalanceTooLow(available, amount);
        _balances[id][account] = available - amount;
        emit Withdrawn(account, asset, amount);
        IERC20(asset).safeTransfer(account, amount);
    }

    /// @inheritdoc IBalances
    /// @dev Warning: only tokens that move exactly the amount asked for; a fee on transfer would break the escrow.
    function setAsset(address asset, bool allowed, uint128 stakePerUnit) external onlyOwner {
        if (asset == address(0)) revert AssetUnknown(asset);
        uint8 id = assetTerms[asset].id;
        if (id == 0) {
            id = _assets.length.toUint8();
            _assets.push(asset);
        }
        assetTerms[asset] = AssetTerms(id, allowed, stakePerUnit);
        emit AssetSet(asset, id, allowed, stakePerUnit);
    }

    /// @inheritdoc IBalances
    function balanceOf(address asset, address account) external view returns (uint256) {
        return _balances[assetTerms[asset].id][account];
    }

    /// @inheritdoc IBalances
    function assetById(uint8 id) external view returns (address) {
        return _assets[id];
    }

    /// @dev From the balance here if it suffices, which is cheaper, else from the payer's account.
    function _collect(address asset, uint8 assetId, address payer, uint256 amount) internal {
        uint256 available = _balances[assetId][payer];
        if (available >= amount) {
            _balances[assetId][payer] = available - amount;
            return;
        }
        IERC20(asset).safeTransferFrom(payer, address(this), amount);
    }

    function _allowedAsset(address asset) internal view returns (uint8) {
        AssetTerms storage entry = assetTerms[asset];
        if (!entry.allowed) revert AssetNotAllowed(asset);
        return entry.id;
    }

    function _deposit(address asset, address from, address account, uint256 amount) private {
        _credit(asset, account, amount);
        IERC20(asset).safeTransferFrom(from, address(this), amount);
    }

    function _credit(address asset, address account, uint256 amount) private {
        uint8 id = _allowedAsset(asset);
        if (amount == 0) revert ZeroAmount();
        _balances[id][account] += amount;
        emit Deposited(account, asset, amount);
    }

    function _knownAsset(address asset) private view returns (uint8 id) {
        id = assetTerms[asset].id;
        if (id == 0) revert AssetUnknown(asset);
    }

    function _msgSender() internal view override(Context, ERC2771Context) returns (address) {
        return ERC2771Context._msgSender();
    }

    function _msgData() internal view override(Context, ERC2771Context) returns (bytes calldata) {
        return ERC2771Context._msgData();
    }

    function _contextSuffixLength() internal view override(Context, ERC2771Context) returns (uint256) {
        return ERC2771Context._contextSuffixLength();
    }
}
