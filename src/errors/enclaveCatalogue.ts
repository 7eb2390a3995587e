/**
 * Texts of enclave failures that Besu passes on (spec 03 §7.5). A text that is exactly one of them is answered with it and
 * code -50200; every other text becomes "Error communicating with enclave".
 */
export const enclaveCatalogue = [
  'NodeMissingPeerUrl',
  'NodePushingToPeer',
  'NodePropagatingToAllPeers',
  'NoSenderKey',
  'InvalidPayload',
  'EnclaveCreateKeyPair',
  'EnclaveDecodePublicKey',
  'EnclaveDecryptWrongPrivateKey',
  'EnclaveEncryptCombineKeys',
  'EnclaveMissingPrivateKeyPasswords',
  'EnclaveNoMatchingPrivateKey',
  'EnclaveNotPayloadOwner',
  'EnclaveUnsupportedPrivateKeyType',
  'EnclaveStorageDecrypt',
  'EnclavePrivacyGroupIdCreation',
  'EnclavePayloadNotFound',
  'CreatePrivacyGroupShouldIncludeSelf',
  'Recipient not found for key:',
  'The list of members in a privacy group should include self',
  'PrivacyGroupNotStored',
  'PrivacyGroupNotDeleted',
  'PrivacyGroupNotPushed',
  'PrivacyGroupNotFound',
  'PrivacyGroupQueryError',
  'EnclaveKeysCannotDecryptPayload',
  'MethodUnimplemented',
] as const

/** JSON-RPC code of a text of the catalogue. */
export const ENCLAVE_CODE = -50200

/** Whether Besu passes a text on. */
export function isCatalogued(text: string): boolean {
  return (enclaveCatalogue as readonly string[]).includes(text)
}
