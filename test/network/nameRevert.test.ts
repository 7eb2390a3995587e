import { encodeErrorResult, encodeFunctionData } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RevertError } from '../../src/index.ts'
import { vault } from '../fixtures/contracts.ts'
import { type VaultScene, vaultScene } from './contractVault.ts'

const INSUFFICIENT = encodeErrorResult({ abi: vault.abi, errorName: 'InsufficientBalance', args: [5n, 7n] })
const NO_LIMIT = encodeErrorResult({ abi: vault.abi, errorName: 'NoLimit' })
const PANIC = `0x4e487b71${'12'.padStart(64, '0')}`

const insufficient = {
  name: 'InsufficientBalance',
  signature: 'InsufficientBalance(uint256,uint256)',
  args: [5n, 7n],
  description: 'InsufficientBalance(available: 5, required: 7)',
}

async function revertOf(attempt: Promise<unknown>): Promise<RevertError> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(RevertError)
  return error as RevertError
}

describe('what a contract reverts with', () => {
  let scene: VaultScene
  beforeAll(async () => {
    scene = await vaultScene()
  })
  afterAll(() => scene[Symbol.asyncDispose]())

  it('is named with its arguments where a call meets a custom error of the ABI', async () => {
    const error = await revertOf(scene.contract.call('remaining', [7n]))
    expect(error).toMatchObject({ code: 'CALL_FAILED', data: INSUFFICIENT, revert: insufficient })
    expect(error.message).toBe('the private call failed: it reverted: InsufficientBalance(available: 5, required: 7)')
    expect(error.details).toEqual({ kind: 'revert', data: INSUFFICIENT })
    await expect(scene.group.call(scene.contract, 'remaining', [7n])).rejects.toMatchObject({ revert: insufficient })
  })

  it('is named where a transaction meets it', async () => {
    const error = await revertOf(scene.contract.send('withdraw', [7n]))
    expect(error).toMatchObject({ code: 'CALL_FAILED', data: INSUFFICIENT, revert: insufficient })
    const { marker } = error.details
    expect(error.message).toBe(
      `private transaction ${String(marker)}: it reverted: InsufficientBalance(available: 5, required: 7)`,
    )
    expect(error.details).toMatchObject({ status: 0, revertReason: INSUFFICIENT })
    const unchecked = await scene.contract.send('withdraw', [7n], { check: false })
    expect(unchecked.receipt).toMatchObject({ status: 0, revertReason: INSUFFICIENT })
  })

  it('is named where a constructor meets it', async () => {
    const deployment = { abi: vault.abi, bytecode: vault.creation, args: [0n] }
    const error = await revertOf(scene.group.deploy(deployment))
    expect(error).toMatchObject({ data: NO_LIMIT, revert: { name: 'NoLimit', args: [], description: 'NoLimit()' } })
    expect(error.message).toMatch(/: it reverted: NoLimit\(\)$/)
  })

  it('says what a panic means, also without an ABI', async () => {
    const revert = { name: 'Panic', args: [0x12n], description: 'Panic(0x12): division or modulo by zero' }
    const error = await revertOf(scene.contract.call('share', [0n]))
    expect(error).toMatchObject({ data: PANIC, revert, details: { data: PANIC } })
    expect(error.message).toBe('the private call failed: it reverted: Panic(0x12): division or modulo by zero')
    const data = encodeFunctionData({ abi: vault.abi, functionName: 'share', args: [0n] })
    const { address: to } = scene.contract
    for (const attempt of [scene.group.call({ to, data }), scene.group.send({ to, data })]) {
      await expect(attempt).rejects.toMatchObject({ code: 'CALL_FAILED', revert })
    }
    const most = 2n ** 256n - 1n
    await expect(scene.contract.send('deposit(uint256)', [most])).rejects.toThrow(
      'it reverted: Panic(0x11): arithmetic overflow or underflow',
    )
  })

  it('is the text of a require', async () => {
    const error = await revertOf(scene.contract.send('deposit(uint8)', [200]))
    expect(error.message).toMatch(/: it reverted: Vault: over the limit$/)
    expect(error.revert).toMatchObject({ name: 'Error', args: ['Vault: over the limit'] })
  })

  it('stays hex where no ABI at hand has the error', async () => {
    const withoutErrors = vault.abi.filter(({ type }) => type !== 'error')
    const stranger = scene.group.contract(scene.contract.address, withoutErrors)
    const error = await revertOf(stranger.call('remaining', [7n]))
    expect(error).toMatchObject({ data: INSUFFICIENT, revert: undefined, details: { data: INSUFFICIENT } })
    expect(error.message).toBe(`the private call failed: it reverted with data ${INSUFFICIENT}`)
    const data = encodeFunctionData({ abi: vault.abi, functionName: 'withdraw', args: [7n] })
    await expect(scene.group.send({ to: scene.contract.address, data })).rejects.toMatchObject({
      code: 'CALL_FAILED',
      data: INSUFFICIENT,
      revert: undefined,
    })
  })

  it.each([
    ['has only the selector of', INSUFFICIENT.slice(0, 10), `with data ${INSUFFICIENT.slice(0, 10)}`],
    ['is nothing', '0x', 'without a reason'],
  ])('stays as it is where it %s an error', async (_, given, said) => {
    const fail = { type: 'function', name: 'fail', inputs: [], outputs: [] }
    const failing = await scene.group.deploy({
      abi: [...vault.abi, fail],
      bytecode: revertingWith(given),
    })
    const error = await revertOf(failing.call('fail'))
    expect(error).toMatchObject({ data: given, revert: undefined })
    expect(error.message).toBe(`the private call failed: it reverted ${said}`)
  })
})

/** Init code of a contract that reverts with up to 32 bytes, hex. */
function revertingWith(data: string): string {
  const bytes = (data.length - 2) / 2
  const size = bytes.toString(16).padStart(2, '0')
  // PUSH32 data MSTORE(0), REVERT(0, size)
  const runtime = `7f${data.slice(2).padEnd(64, '0')}60005260${size}6000fd`
  const length = (runtime.length / 2).toString(16).padStart(2, '0')
  // CODECOPY(0, 12, length), RETURN(0, length)
  return `0x60${length}600c60003960${length}6000f3${runtime}`
}
