// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.8.20 <0.9.0;

/// @title A contract with a readable value, such as EventEmitter
interface ValueHolder {
    function value() external view returns (uint256);
}

/// @title Reads what private code can see of the public state and of the block
contract PublicReader {
    /// @notice What {record} has read last.
    uint256 public recorded;

    /// @notice Reads `value()` of another contract; reverts with empty data where there is none.
    function read(address holder) public view returns (uint256) {
        return ValueHolder(holder).value();
    }

    /// @notice Stores the value of another contract.
    function record(address holder) external {
        recorded = read(holder);
    }

    /// @notice Balance of an account in wei.
    function balance(address account) external view returns (uint256) {
        return account.balance;
    }

    /// @notice Length of an account's code in bytes, and its hash (zero for an account that does not exist).
    function code(address account) external view returns (uint256 size, bytes32 hash) {
        return (account.code.length, account.codehash);
    }

    /// @notice Number, hash of the parent, coinbase, timestamp in seconds and gas limit of the block.
    function blockValues()
        external
        view
        returns (uint256 number, bytes32 parentHash, address coinbase, uint256 timestamp, uint256 gasLimit)
    {
        return (block.number, blockhash(block.number - 1), block.coinbase, block.timestamp, block.gaslimit);
    }
}
