// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.8.20 <0.9.0;

/// @title Remembers the last value stored and who stored it
/// @notice Has the selectors and the event topic of the contract that the clients' examples deploy (spec 05 §2).
contract EventEmitter {
    /// @notice The last caller of {store}.
    address public sender;
    /// @notice The last value given to {store}.
    uint256 public value;

    /// @notice A value has been stored. Nothing is indexed.
    event stored(address from, uint256 amount);

    /// @notice Stores a value and the caller.
    function store(uint256 amount) external {
        sender = msg.sender;
        value = amount;
        emit stored(msg.sender, amount);
    }
}
