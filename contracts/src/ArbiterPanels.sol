// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IArbitration} from "./interfaces/IArbitration.sol";
import {IBondedPool} from "./interfaces/IBondedPool.sol";
import {IParameters} from "./interfaces/IParameters.sol";
import {DisputeKeys} from "./libraries/DisputeKeys.sol";

/// @title Panels of arbiters: drawn by lot, who commit and reveal, and are paid or fined.
abstract contract ArbiterPanels is IArbitration {
    using SafeERC20 for IERC20;

    IERC20 public immutable token;
    IParameters public immutable parameters;
    IBondedPool public immutable pool;

    mapping(bytes32 dispute => mapping(uint8 round => address[])) private _panels;
    mapping(bytes32 dispute => mapping(uint8 round => mapping(address arbiter => Ballot))) private _ballots;

    constructor(IERC20 token_, IParameters parameters_, IBondedPool pool_) {
        token = token_;
        parameters = parameters_;
        pool = pool_;
    }

    /// @inheritdoc IArbitration
    function panelOf(bytes32 dispute, uint8 round) public view returns (address[] memory) {
        return _panels[dispute][round];
    }

    /// @inheritdoc IArbitration
    function ballotOf(bytes32 dispute, uint8 round, address arbiter) external view returns (Ballot memory) {
        return _ballots[dispute][round][arbiter];
    }

    /// @inheritdoc IArbitration
    function commitmentOf(bytes32 dispute, uint8 round, address arbiter, Verdict verdict, bytes32 salt)
        public
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(dispute, round, arbiter, verdict, salt));
    }

    /// @dev Fewer than `seats` if fewer have weight.
    /// @return seated how many
    function _seat(bytes32 dispute, uint8 round, uint256 seats, bytes32 entropy, address[2] memory parties)
        internal
        returns (uint256 seated)
    {
        // A retired judge may not lock anybody, and the dispute must end all the same.
        if (pool.judges(address(this)) != IBondedPool.JudgeStatus.Active) return 0;
        // Two more than needed, since the parties may be members.
        address[] memory drawn = pool.draw(keccak256(abi.encode(entropy, dispute, round)), seats + 2);
        address[] storage panel = _panels[dispute][round];
        for (uint256 i = 0; i < drawn.length && panel.length < seats; ++i) {
            if (drawn[i] == parties[0] || drawn[i] == parties[1]) continue;
            _ballots[dispute][round][drawn[i]].drawn = true;
            panel.push(drawn[i]);
            pool.lock(drawn[i]);
        }
        return panel.length;
    }

    function _commit(bytes32 dispute, uint8 round, bytes32 commitment) internal {
        Ballot storage ballot = _drawn(dispute, round);
        if (commitment == 0) revert CommitmentMissing();
        ballot.commitment = commitment;
        emit VerdictCommitted(dispute, round, msg.sender);
    }

    function _reveal(bytes32 dispute, uint8 round, Verdict verdict, bytes32 salt) internal {
        Ballot storage ballot = _drawn(dispute, round);
        if (verdict == Verdict.None) revert VerdictMissing();
        if (ballot.verdict != Verdict.None) revert AlreadyRevealed(msg.sender);
        bytes32 actual = commitmentOf(dispute, round, msg.sender, verdict, salt);
        if (ballot.commitment != actual) revert CommitmentDiffers(ballot.commitment, actual);
        ballot.verdict = verdict;
        emit VerdictRevealed(dispute, round, msg.sender, verdict);
    }

    function _count(bytes32 dispute, uint8 round) internal view returns (uint256 upheld, uint256 rejected) {
        address[] storage panel = _panels[dispute][round];
        for (uint256 i = 0; i < panel.length; ++i) {
            Verdict verdict = _ballots[dispute][round][panel[i]].verdict;
            if (verdict == Verdict.Upheld) ++upheld;
            if (verdict == Verdict.Rejected) ++rejected;
        }
    }

    /// @dev Lets a panel go. Who was silent or against the majority loses arbiterPenalty; the others, all who spoke if
    /// there was no majority, get the fee.
    function _dismiss(bytes32 dispute, uint8 round, Verdict verdict, uint96 fee)
        internal
        returns (uint96 fees, uint256 fined)
    {
        address[] storage panel = _panels[dispute][round];
        uint256 penalty = parameters.get(DisputeKeys.ARBITER_PENALTY);
        for (uint256 i = 0; i < panel.length; ++i) {
            address arbiter = panel[i];
            Verdict own = _ballots[dispute][round][arbiter].verdict;
            pool.unlock(arbiter);
            if (own == Verdict.None || (verdict != Verdict.None && own != verdict)) {
                fined += pool.slash(arbiter, penalty, address(this));
                continue;
            }
            fees += fee;
            token.safeTransfer(arbiter, fee);
        }
    }

    /// @dev A panel that was too small to sit: neither fees nor fines.
    function _release(bytes32 dispute, uint8 round) internal {
        address[] storage panel = _panels[dispute][round];
        for (uint256 i = 0; i < panel.length; ++i) {
            pool.unlock(panel[i]);
        }
    }

    function _drawn(bytes32 dispute, uint8 round) private view returns (Ballot storage ballot) {
        ballot = _ballots[dispute][round][msg.sender];
        if (!ballot.drawn) revert NotDrawn(dispute, msg.sender);
    }
}
