import { encodeDeployData, encodeFunctionData } from 'viem'
import { expect, it } from 'vitest'
import { tokenAbi, tokenBytecode } from '../../src/cli/demoContract.ts'
import { balanceOfTokens, deployToken, returnedNumber, transferTokens } from '../../src/cli/demoToken.ts'
import { toHex } from '../../src/primitives/bytes.ts'

const holder = '0x00000000000000000000000000000000000000ff'

it('encodes as an ABI library does', () => {
  const transfer = encodeFunctionData({ abi: tokenAbi, functionName: 'transfer', args: [holder, 5n] })
  const balanceOf = encodeFunctionData({ abi: tokenAbi, functionName: 'balanceOf', args: [holder] })
  expect(toHex(transferTokens(holder, 5n))).toBe(transfer)
  expect(toHex(balanceOfTokens(holder))).toBe(balanceOf)
  expect(toHex(deployToken(1000n))).toBe(encodeDeployData({ abi: tokenAbi, bytecode: tokenBytecode, args: [1000n] }))
})

it('reads a number, and nothing from an account without code', () => {
  expect(returnedNumber(`0x${'00'.repeat(31)}2a`)).toBe(42n)
  expect(returnedNumber('0x')).toBeUndefined()
})
