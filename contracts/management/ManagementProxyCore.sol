// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.8.20 <0.9.0;

import {GroupManagement} from "./GroupManagement.sol";

/// @title Forwarding and upgrade of the proxy
/// @notice The part of the proxy that is equal in both eras (spec 01 §10, spec 08).
/// @dev This is no DELEGATECALL proxy: every function makes an ordinary CALL, or STATICCALL where the interface says
/// `view`, so the group's data lives in the account of the implementation. Data of a failed call is passed on unchanged.
/// There is no fallback function: unknown selectors revert with empty data.
abstract contract ManagementProxyCore is GroupManagement {
    /// @notice The management contract behind this proxy.
    /// @dev Slot 0, right-aligned; the only slot. The group genesis sets it to 0x7b.
    address public implementation;

    /// @inheritdoc GroupManagement
    function lock() external override {
        current().lock();
    }

    /// @inheritdoc GroupManagement
    function unlock() external override {
        current().unlock();
    }

    /// @inheritdoc GroupManagement
    function canExecute() external view override returns (bool) {
        return current().canExecute();
    }

    /// @inheritdoc GroupManagement
    function getVersion() external view override returns (bytes32) {
        return current().getVersion();
    }

    /// @inheritdoc GroupManagement
    function canUpgrade() external override returns (bool) {
        return current().canUpgrade();
    }

    /// @notice Replaces the management contract and hands the list of participants over to the new one.
    /// @dev The checks of spec 01 §10.4, in this order, each question asked through an external call to this proxy: the
    /// group is unlocked; the contract is another one; the current contract allows the origin to upgrade.
    function upgradeTo(address newImplementation) external {
        require(this.canExecute(), "The contract is locked.");
        require(
            newImplementation != implementation,
            "The contract to upgrade to has to be different from the current management contract."
        );
        require(this.canUpgrade(), "Not allowed to upgrade the management contract.");
        handOver(newImplementation);
    }

    /// @dev Reads the participants from the current contract through this proxy, calls {replaceImplementation} and adds
    /// the participants to the new contract; ignores what that returns and passes on its failure.
    function handOver(address newImplementation) internal virtual;

    /// @dev Sets slot 0; reverts with empty data when the new implementation has no code.
    function replaceImplementation(address newImplementation) internal {
        implementation = newImplementation;
        requireCode(newImplementation);
    }

    /// @dev The implementation; reverts with empty data when it has no code.
    function currentAddress() internal view returns (address target) {
        target = implementation;
        requireCode(target);
    }

    function current() private view returns (GroupManagement) {
        return GroupManagement(currentAddress());
    }

    function requireCode(address account) private view {
        require(account.code.length != 0);
    }
}
