/** The identifiers that cross folders, one type per meaning. Inside Coterie they are bytes. */
import type { Brand } from './brand.ts'

/** 20 bytes: an account of the public or a private state. */
export type Address = Brand<Uint8Array, 'Address'>
/** 32 bytes: keccak-256 of a block header. */
export type BlockHash = Brand<Uint8Array, 'BlockHash'>
/** 32 bytes: hash of a public transaction; a private transaction is known by the hash of its marker. */
export type TransactionHash = Brand<Uint8Array, 'TransactionHash'>
/** 32 bytes: root of a group's private state trie. */
export type StateRoot = Brand<Uint8Array, 'StateRoot'>
/** 32 bytes chosen by whoever creates the group; base64 at the doors. */
export type GroupId = Brand<Uint8Array, 'GroupId'>
/** An enclave public key: 32 bytes (NaCl) or 91 bytes (EC P-256 SubjectPublicKeyInfo); base64 at the doors. */
export type EnclaveKey = Brand<Uint8Array, 'EnclaveKey'>
/** 32 bytes under which an enclave returns a payload. */
export type PayloadHandle = Brand<Uint8Array, 'PayloadHandle'>
/** 32 bytes written by the management contract at every change of members; part of every envelope. */
export type GroupVersion = Brand<Uint8Array, 'GroupVersion'>

function sized<T extends Uint8Array>(bytes: Uint8Array, length: number, what: string): T {
  if (bytes.length !== length) throw new RangeError(`${what} must be ${length} bytes, not ${bytes.length}`)
  return bytes as T
}

/** @throws {RangeError} unless 20 bytes. */
export const toAddress = (bytes: Uint8Array): Address => sized(bytes, 20, 'an address')
/** @throws {RangeError} unless 32 bytes. */
export const toBlockHash = (bytes: Uint8Array): BlockHash => sized(bytes, 32, 'a block hash')
/** @throws {RangeError} unless 32 bytes. */
export const toTransactionHash = (bytes: Uint8Array): TransactionHash => sized(bytes, 32, 'a transaction hash')
/** @throws {RangeError} unless 32 bytes. */
export const toStateRoot = (bytes: Uint8Array): StateRoot => sized(bytes, 32, 'a state root')
/** @throws {RangeError} unless 32 bytes. */
export const toGroupId = (bytes: Uint8Array): GroupId => sized(bytes, 32, 'a privacy group id')
/** @throws {RangeError} unless 32 bytes. */
export const toPayloadHandle = (bytes: Uint8Array): PayloadHandle => sized(bytes, 32, 'a payload handle')
/** @throws {RangeError} unless 32 bytes. */
export const toGroupVersion = (bytes: Uint8Array): GroupVersion => sized(bytes, 32, 'a group version')
/** Any length: Besu does not check it (`privateFrom`, call data of `addParticipants`). */
export const toEnclaveKey = (bytes: Uint8Array): EnclaveKey => bytes as EnclaveKey
