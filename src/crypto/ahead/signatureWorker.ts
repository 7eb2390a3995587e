/** A thread that recovers public keys before they are needed; it ends when it has had nothing to do for some time. */
import { workerData } from 'node:worker_threads'
import { recoverFromBytes } from '../secp256k1.ts'
import { type SharedSignatures, SignatureTable } from './SignatureTable.ts'

const IDLE_MS = 10_000

new SignatureTable(workerData as SharedSignatures).recoverAll(recoverFromBytes, IDLE_MS)
