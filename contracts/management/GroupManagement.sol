// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.8.20 <0.9.0;

/// @title What the management contracts of both eras answer
/// @notice The functions whose selectors do not depend on the type of a key (spec 01 §9.1). The functions that take or
/// return keys are in the `KeyManagement` interface of each era.
interface GroupManagement {
    /// @notice Makes the group accept nothing but transactions to the proxy.
    function lock() external;

    /// @notice Ends a lock without a change of members.
    function unlock() external;

    /// @notice Whether the group is unlocked.
    function canExecute() external view returns (bool);

    /// @notice The value that every change of members replaces; zero before the first one.
    function getVersion() external view returns (bytes32);

    /// @notice Whether the origin of this call may replace the management contract.
    /// @dev Not `view`, so that callers use CALL (spec 01 §10.3): an implementation may keep state about it.
    function canUpgrade() external returns (bool);
}
