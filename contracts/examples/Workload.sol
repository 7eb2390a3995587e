// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.8.20 <0.9.0;

/// @title What the replay benchmark lets a private contract do
contract Workload {
    /// @notice Slots that {store} writes.
    mapping(uint256 => uint256) public slots;
    /// @notice Result of the last {hash}.
    bytes32 public digest;
    /// @notice Inner calls of {attempt} that failed.
    uint256 public failures;

    /// @notice One of several events of a call.
    event Counted(uint256 indexed number, bytes32 value);

    /// @notice Writes `count` slots from `first` on; about half of them are there already when ranges overlap.
    function store(uint256 first, uint256 count, uint256 seed) external {
        for (uint256 i = first; i < first + count; i++) slots[i] = seed ^ (i + 1);
    }

    /// @notice Hashes a value again and again.
    function hash(uint256 rounds, uint256 seed) external {
        bytes32 value = bytes32(seed);
        for (uint256 i = 0; i < rounds; i++) value = keccak256(abi.encode(value, i));
        digest = value;
    }

    /// @notice Emits `count` events.
    function announce(uint256 count, uint256 seed) external {
        for (uint256 i = 0; i < count; i++) emit Counted(i, bytes32(seed + i));
    }

    /// @notice Calls itself `count` times; every call writes and then reverts. Counts the failures.
    function attempt(uint256 count, uint256 seed) external {
        uint256 failed = 0;
        for (uint256 i = 0; i < count; i++) {
            (bool success, ) = address(this).call(abi.encodeCall(this.revertAfterWriting, (seed + i)));
            if (!success) failed++;
        }
        failures += failed;
    }

    /// @notice Writes a slot and reverts.
    function revertAfterWriting(uint256 slot) external {
        slots[slot] = 1;
        revert("Workload: on purpose");
    }

    /// @notice Creates a contract whose code is `size` bytes that depend on `seed`.
    function create(uint256 size, uint256 seed) external returns (address made) {
        // PUSH2 size, DUP1, PUSH1 12, PUSH1 0, CODECOPY, PUSH1 0, RETURN, then the code
        bytes memory code = bytes.concat(hex"61", bytes2(uint16(size)), hex"80600c6000396000f3", new bytes(size));
        assembly {
            mstore(add(add(code, 0x20), 12), seed)
            made := create(0, add(code, 0x20), mload(code))
        }
    }
}
