// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Fixture} from "./Fixture.sol";
import {Parameters} from "../src/Parameters.sol";
import {IParameters} from "../src/interfaces/IParameters.sol";
import {ParameterKeys} from "../src/libraries/ParameterKeys.sol";

contract ParametersTest is Fixture {
    function testFuzz_movesOnlyWithinBounds(uint128 value) public {
        (uint128 min, uint128 max) = parameters.bounds(ParameterKeys.GRACE_WINDOW);
        vm.prank(address(timelock));
        bool inside = value >= min && value <= max;
        if (!inside) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IParameters.ParameterOutOfBounds.selector, ParameterKeys.GRACE_WINDOW, min, max, value
                )
            );
        }
        parameters.set(ParameterKeys.GRACE_WINDOW, value);
        vm.assertEq(parameters.get(ParameterKeys.GRACE_WINDOW), inside ? value : GRACE_WINDOW);
    }

    function test_onlyTheTimelockSets() public {
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, address(this)));
        parameters.set(ParameterKeys.GRACE_WINDOW, 1);
        vm.prank(address(timelock));
        vm.expectEmit();
        emit IParameters.ParameterSet(ParameterKeys.GRACE_WINDOW, 1);
        parameters.set(ParameterKeys.GRACE_WINDOW, 1);
    }

    function test_rejectsUnknownKeys() public {
        bytes memory unknown = abi.encodeWithSelector(IParameters.ParameterUnknown.selector, bytes32("nothing"));
        vm.expectRevert(unknown);
        parameters.get("nothing");
        vm.expectRevert(unknown);
        parameters.bounds("nothing");
        vm.prank(address(timelock));
        vm.expectRevert(unknown);
        parameters.set("nothing", 1);
    }

    function test_rejectsRepeatedKeysAndValuesOutOfBounds() public {
        IParameters.Entry[] memory entries = new IParameters.Entry[](2);
        entries[0] = IParameters.Entry("a", 1, 1, 1);
        entries[1] = entries[0];
        vm.expectRevert(abi.encodeWithSelector(IParameters.ParameterRepeated.selector, bytes32("a")));
        new Parameters(address(this), entries);
        entries[1] = IParameters.Entry("b", 3, 1, 2);
        vm.expectRevert(abi.encodeWithSelector(IParameters.ParameterOutOfBounds.selector, bytes32("b"), 1, 2, 3));
        new Parameters(address(this), entries);
    }

    function test_listsItsKeys() public view {
        bytes32[] memory keys = parameters.keys();
        vm.assertEq(keys.length, 25);
        vm.assertEq(keys[0], ParameterKeys.MIN_STAKE);
    }
}
