// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.8.20 <0.9.0;

import {GroupManagement} from "./GroupManagement.sol";

/// @title Owner, lock and version of a privacy group
/// @notice The part of the management contract that is equal in both eras (spec 01 §9.4, spec 08).
/// @dev Authorisation is by `tx.origin`, the signer of the private transaction, never by the caller: a call has the same
/// rights through the proxy, directly, or through any contract in between. The order of the state variables is the
/// storage layout of spec 01 §9.2 and must not change: state roots depend on it.
abstract contract ManagementCore is GroupManagement {
    /// @dev Slot 0, bits 0-159. Zero until the first `addParticipants`.
    address private owner;
    /// @dev Slot 0, bits 160-167. A fresh group is locked.
    bool private unlocked;
    /// @dev Slot 1.
    bytes32 private version;

    /// @dev First check of whatever needs a locked group; reverts with empty data.
    modifier whileLocked() {
        require(!unlocked);
        _;
    }

    /// @dev First check of whatever needs an unlocked group; reverts with empty data.
    modifier whileUnlocked() {
        require(unlocked);
        _;
    }

    /// @dev Makes the origin the owner of a group that has none.
    modifier claimingOwnership() {
        if (owner == address(0)) owner = tx.origin;
        _;
    }

    /// @dev Second check, after the state of the lock.
    modifier onlyOwner() {
        require(tx.origin == owner, "Origin not the owner.");
        _;
    }

    /// @inheritdoc GroupManagement
    /// @dev Unlocked, else empty revert; then owner. The version stays.
    function lock() external override whileUnlocked onlyOwner {
        unlocked = false;
    }

    /// @inheritdoc GroupManagement
    /// @dev Locked, else empty revert; then owner. The version stays.
    function unlock() external override whileLocked onlyOwner {
        unlocked = true;
    }

    /// @inheritdoc GroupManagement
    function canExecute() external view override returns (bool) {
        return unlocked;
    }

    /// @inheritdoc GroupManagement
    function getVersion() external view override returns (bytes32) {
        return version;
    }

    /// @inheritdoc GroupManagement
    function canUpgrade() external view override returns (bool) {
        return tx.origin == owner;
    }

    /// @dev Ends the lock that an addition needs.
    function endLock() internal {
        unlocked = true;
    }

    /// @dev Records a change of members.
    function setVersion(bytes32 newVersion) internal {
        version = newVersion;
    }
}
