// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.8.20 <0.9.0;

import {ManagementCore} from "../ManagementCore.sol";
import {KeyManagement} from "./KeyManagement.sol";

/// @title Default management contract of era v1, at 0x7b of the group's private state
/// @notice Keeps the members of a privacy group (spec 01 §9). Keys are `bytes32`.
contract ManagementContract is ManagementCore, KeyManagement {
    /// @dev Slot 2: length; items from keccak256(2) on, one slot each.
    bytes32[] private participants;
    /// @dev Slot 3: position in the list counted from 1; 0 for a key that is no member.
    mapping(bytes32 => uint256) private positions;

    /// @notice A key of `addParticipants` has been added (`success`) or was a member already.
    event ParticipantAdded(bool success, bytes32 publicEnclaveKey, string message);

    /// @inheritdoc KeyManagement
    /// @dev Locked, else empty revert; a group without owner gets the origin as owner; then owner. One event a key, in
    /// order. Unlocks and changes the version in every case, also for an empty list, which returns true.
    function addParticipants(
        bytes32[] memory keys
    ) external override whileLocked claimingOwnership onlyOwner returns (bool allNew) {
        allNew = true;
        for (uint256 i = 0; i < keys.length; i++) {
            if (add(keys[i])) {
                emit ParticipantAdded(true, keys[i], "Member account added successfully");
            } else {
                allNew = false;
                emit ParticipantAdded(false, keys[i], "Account is already a Member");
            }
        }
        endLock();
        setVersion(versionOfList());
    }

    /// @inheritdoc KeyManagement
    /// @dev Unlocked, else empty revert; then owner. Changes the version also when the key is no member. The event about
    /// a removal is the proxy's.
    function removeParticipant(bytes32 key) external override whileUnlocked onlyOwner returns (bool removed) {
        removed = remove(key);
        setVersion(versionOfList());
    }

    /// @inheritdoc KeyManagement
    function getParticipants() external view override returns (bytes32[] memory) {
        return participants;
    }

    function add(bytes32 key) private returns (bool) {
        if (positions[key] != 0) return false;
        participants.push(key);
        positions[key] = participants.length;
        return true;
    }

    /// @dev The last member moves into the place of the removed one (spec 01 §9.4).
    function remove(bytes32 key) private returns (bool) {
        uint256 position = positions[key];
        if (position == 0) return false;
        uint256 count = participants.length;
        if (position != count) {
            bytes32 moved = participants[count - 1];
            participants[position - 1] = moved;
            positions[moved] = position;
        }
        participants.pop();
        delete positions[key];
        return true;
    }

    /// @dev Packed encoding of the hash of the parent block, the coinbase (20 bytes) and the new list (spec 08).
    function versionOfList() private view returns (bytes32) {
        return keccak256(abi.encodePacked(blockhash(block.number - 1), block.coinbase, participants));
    }
}
