// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.8.20 <0.9.0;

/// @title Keeps an amount up to a limit
/// @notice Has what clients decode by the ABI: custom errors, functions of one name, events with and without names of parameters.
contract Vault {
    /// @notice The most that {balance} may be.
    uint256 public immutable limit;
    /// @notice What has been deposited and not withdrawn.
    uint256 public balance;

    /// @notice More is wanted than is there.
    error InsufficientBalance(uint256 available, uint256 required);
    /// @notice A vault needs a limit.
    error NoLimit();

    /// @notice An amount has been deposited.
    event Deposited(address indexed account, uint256 amount);
    /// @notice A whole vault has been emptied.
    event Emptied();
    /// @notice An amount has been withdrawn.
    event Withdrawn(address indexed, uint256);

    constructor(uint256 most) {
        if (most == 0) revert NoLimit();
        limit = most;
    }

    /// @notice Deposits an amount.
    function deposit(uint256 amount) external {
        add(amount);
    }

    /// @notice Deposits thousands.
    function deposit(uint8 thousands) external {
        add(uint256(thousands) * 1000);
    }

    /// @notice Withdraws an amount.
    function withdraw(uint256 amount) external {
        balance = remaining(amount);
        emit Withdrawn(msg.sender, amount);
        if (balance == 0) emit Emptied();
    }

    /// @notice What would be left.
    function remaining(uint256 amount) public view returns (uint256) {
        if (amount > balance) revert InsufficientBalance(balance, amount);
        return balance - amount;
    }

    /// @notice The part of {balance} that each of several would get.
    function share(uint256 parts) external view returns (uint256) {
        return balance / parts;
    }

    /// @notice The same of an amount.
    function share(uint256 parts, uint256 amount) external pure returns (uint256) {
        return amount / parts;
    }

    function add(uint256 amount) private {
        balance += amount;
        require(balance <= limit, "Vault: over the limit");
        emit Deposited(msg.sender, amount);
    }
}
