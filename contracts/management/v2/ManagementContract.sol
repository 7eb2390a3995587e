// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.8.20 <0.9.0;

import {ManagementCore} from "../ManagementCore.sol";
import {KeyManagement} from "./KeyManagement.sol";

/// @title Default management contract of era v2, at 0x7b of the group's private state
/// @notice Keeps the members of a privacy group (spec 01 §9). Keys are `bytes`: 32 bytes (NaCl), 91 bytes (EC) or any other length.
contract ManagementContract is ManagementCore, KeyManagement {
    /// @dev Slot 2: length; heads of the items from keccak256(2) on, short or long form.
    bytes[] private participants;
    /// @dev Slot 3, at keccak256(key || 3): position in the list counted from 1; 0 for a key that is no member.
    mapping(bytes => uint256) private positions;

    /// @notice A key of `addParticipants` has been added (`success`) or was a member already.
    event ParticipantAdded(bool success, bytes publicEnclaveKey, string message);

    /// @inheritdoc KeyManagement
    /// @dev Locked, else empty revert; a group without owner gets the origin as owner; then owner. One event a key, in
    /// order. Unlocks and changes the version in every case, also for an empty list, which returns true.
    function addParticipants(
        bytes[] memory keys
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
    function removeParticipant(bytes memory key) external override whileUnlocked onlyOwner returns (bool removed) {
        removed = remove(key);
        setVersion(versionOfList());
    }

    /// @inheritdoc KeyManagement
    function getParticipants() external view override returns (bytes[] memory) {
        return participants;
    }

    function add(bytes memory key) private returns (bool) {
        if (positions[key] != 0) return false;
        participants.push(key);
        positions[key] = participants.length;
        return true;
    }

    /// @dev The last member moves into the place of the removed one (spec 01 §9.4).
    function remove(bytes memory key) private returns (bool) {
        uint256 position = positions[key];
        if (position == 0) return false;
        uint256 count = participants.length;
        if (position != count) {
            bytes memory moved = participants[count - 1];
            participants[position - 1] = moved;
            positions[moved] = position;
        }
        participants.pop();
        delete positions[key];
        return true;
    }

    /// @dev Standard ABI encoding of the hash of the parent block, the coinbase and the new list (spec 01 §9.5).
    function versionOfList() private view returns (bytes32) {
        return keccak256(abi.encode(blockhash(block.number - 1), block.coinbase, participants));
    }
}
