// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.8.20 <0.9.0;

import {ManagementProxyCore} from "../ManagementProxyCore.sol";
import {KeyManagement} from "./KeyManagement.sol";

/// @title Proxy of a privacy group of era v1, at 0x7c of the group's private state
/// @notice Forwards to the management contract and can replace it (spec 01 §10).
contract ManagementProxy is ManagementProxyCore, KeyManagement {
    /// @notice A member has been removed.
    event ParticipantRemoved(bytes32 publicEnclaveKey);

    /// @inheritdoc KeyManagement
    function addParticipants(bytes32[] memory keys) external override returns (bool) {
        return currentKeys().addParticipants(keys);
    }

    /// @inheritdoc KeyManagement
    /// @dev The event comes from the proxy, and only when the implementation has returned true (spec 01 §10.3).
    function removeParticipant(bytes32 key) external override returns (bool removed) {
        removed = currentKeys().removeParticipant(key);
        if (removed) emit ParticipantRemoved(key);
    }

    /// @inheritdoc KeyManagement
    function getParticipants() external view override returns (bytes32[] memory) {
        return currentKeys().getParticipants();
    }

    /// @inheritdoc ManagementProxyCore
    function handOver(address newImplementation) internal override {
        bytes32[] memory participants = this.getParticipants();
        replaceImplementation(newImplementation);
        KeyManagement(newImplementation).addParticipants(participants);
    }

    function currentKeys() private view returns (KeyManagement) {
        return KeyManagement(currentAddress());
    }
}
