import { fromHex } from '../primitives/bytes.ts'
import {
  ADD_PARTICIPANTS_SELECTOR,
  type ManagementEra,
  REMOVE_PARTICIPANT_SELECTOR,
} from '../transaction/participants.ts'

/** Generations of the management contracts: `v1` is Besu 1.5.4 to 22.7, `v2` Besu 22.10 to 25.5 (spec 08). */
export type EraName = ManagementEra

/** What distinguishes an era for the node; what distinguishes it inside the contracts is in `contracts/management`. */
export interface Era {
  readonly name: EraName
  /** Code hash that the genesis account `0x…7c` carries. */
  readonly proxyCodeHash: Uint8Array
  /** Length of Besu's proxy code in bytes, as EXTCODESIZE reports it. */
  readonly proxyCodeSize: number
  /** Code hash that the genesis account `0x…7b` carries. */
  readonly managementCodeHash: Uint8Array
  readonly managementCodeSize: number
  /** Selector of `addParticipants`: what the node recognises as an add. */
  readonly addSelector: Uint8Array
  /** Selector of `removeParticipant`. */
  readonly removeSelector: Uint8Array
}

/** Every era with the facts of spec 08. */
export const eras: Readonly<Record<EraName, Era>> = {
  v1: {
    name: 'v1',
    proxyCodeHash: fromHex('7a9bb334295399d495e5d95bb8fd747550402e43be94c92e119c9c3550f9e1e5'),
    proxyCodeSize: 3858,
    managementCodeHash: fromHex('26f6097220d67e9c122497c60335cd40b8339b25a64bbcd0c5d483617e36a905'),
    managementCodeSize: 3182,
    addSelector: ADD_PARTICIPANTS_SELECTOR.v1,
    removeSelector: REMOVE_PARTICIPANT_SELECTOR.v1,
  },
  v2: {
    name: 'v2',
    proxyCodeHash: fromHex('b5a5a8a6c0f3e768bef8085d7478e6f99207c29670a980ff5de8c9f89fedc1aa'),
    proxyCodeSize: 5600,
    managementCodeHash: fromHex('a350df41827ef90b664f0a478146534d7e4eddefd3476c6149aa7b9d67f8e767'),
    managementCodeSize: 5734,
    addSelector: ADD_PARTICIPANTS_SELECTOR.v2,
    removeSelector: REMOVE_PARTICIPANT_SELECTOR.v2,
  },
}
