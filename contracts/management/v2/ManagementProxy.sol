// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.8.20 <0.9.0;

import {ManagementProxyCore} from "../ManagementProxyCore.sol";
import {KeyManagement} from "./KeyManagement.sol";

/// @title Proxy of a privacy group of era v2, at 0x7c of the group's private state
/// @notice Forwards to the management contract and can replace it (spec 01 §10).
contract ManagementProxy is ManagementProxyCore, KeyManagement {
    /// @notice A member has been removed.
    event ParticipantRemoved(bytes publicEnclaveKey);

    /// @inheritdoc KeyManagement
    function addParticipants(bytes[] memory keys) external override returns (bool) {
        return currentKeys().addParticipants(keys);
    }

    /// @inheritdoc KeyManagement
    /// @dev The event comes from the proxy, and only when the implementation has returned true (spec 01 §10.3).
    function removeParticipant(bytes memory key) external override returns (bool removed) {
        removed = currentKeys().removeParticipant(key);
        if (removed) emit ParticipantRemoved(key);
    }

    /// @inheritdoc KeyManagement
    function getParticipants() external view override returns (bytes[] memory) {
        return currentKeys().getParticipants();
    }

    /// @inheritdoc ManagementProxyCore
    function handOver(address newImplementation) internal override {
        bytes[] memory participants = this.getParticipants();
        replaceImplementation(newImplementation);
        KeyManagement(newImplementation).addParticipants(participants);
    }

    function currentKeys() private view returns (KeyManagement) {
        return KeyManagement(currentAddress());
    }
}
