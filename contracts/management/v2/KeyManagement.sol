// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.8.20 <0.9.0;

import {GroupManagement} from "../GroupManagement.sol";

/// @title Functions of era v2 that take or return enclave keys
/// @notice A key is `bytes` in this era (spec 08).
interface KeyManagement is GroupManagement {
    /// @notice Adds members and unlocks the group; returns whether all of them were new.
    function addParticipants(bytes[] memory keys) external returns (bool);

    /// @notice Removes a member; returns whether it was one.
    function removeParticipant(bytes memory key) external returns (bool);

    /// @notice The members in list order.
    function getParticipants() external view returns (bytes[] memory);
}
