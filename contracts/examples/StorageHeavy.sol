// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.8.20 <0.9.0;

/// @title Writes, reads and clears many storage slots in one call
contract StorageHeavy {
    /// @notice The slots, by number.
    mapping(uint256 => uint256) public slots;
    /// @notice How many slots {fill} and {clear} have written.
    uint256 public writes;

    /// @notice Some slots have been written.
    event Written(uint256 indexed first, uint256 count);

    /// @notice Writes `count` slots from `first` on with values that depend on `seed` and the number of the slot.
    function fill(uint256 first, uint256 count, uint256 seed) external {
        for (uint256 i = first; i < first + count; i++) {
            slots[i] = uint256(keccak256(abi.encode(seed, i)));
        }
        finish(first, count);
    }

    /// @notice Sets `count` slots from `first` on to zero.
    function clear(uint256 first, uint256 count) external {
        for (uint256 i = first; i < first + count; i++) delete slots[i];
        finish(first, count);
    }

    /// @notice Exclusive or of `count` slots from `first` on.
    function digest(uint256 first, uint256 count) external view returns (uint256 result) {
        for (uint256 i = first; i < first + count; i++) result ^= slots[i];
    }

    function finish(uint256 first, uint256 count) private {
        writes += count;
        emit Written(first, count);
    }
}
