import { expect, test } from 'vitest'
import { type Steps, takeSteps, waitFor } from '../../src/primitives/steps.ts'

function* sum(...parts: readonly (number | Promise<number>)[]): Steps<number> {
  let all = 0
  for (const part of parts) all += part instanceof Promise ? yield* waitFor(part) : part
  return all
}

function* orZero(part: Promise<number>): Steps<number> {
  try {
    return yield* sum(1, part)
  } catch {
    return 0
  }
}

const failing = (): Promise<number> => Promise.reject(new Error('no number'))

test('steps that wait for nothing give their value at once', () => {
  expect(takeSteps(sum(1, 2))).toBe(3)
})

test('steps that wait give a promise', async () => {
  const waiting = takeSteps(sum(1, Promise.resolve(2), 3, Promise.resolve(4)))
  expect(waiting).toBeInstanceOf(Promise)
  expect(await waiting).toBe(10)
})

test('what a promise is rejected with is thrown where it is waited for', async () => {
  expect(await takeSteps(orZero(failing()))).toBe(0)
  await expect(takeSteps(sum(Promise.resolve(1), failing()))).rejects.toThrow('no number')
})

test('what is thrown before the first promise is thrown, later it rejects', async () => {
  function* throwing(first?: Promise<number>): Steps<number> {
    if (first !== undefined) yield* waitFor(first)
    throw new Error('thrown')
  }
  expect(() => takeSteps(throwing())).toThrow('thrown')
  await expect(takeSteps(throwing(Promise.resolve(1)))).rejects.toThrow('thrown')
})
