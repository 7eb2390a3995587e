import { expect, test } from 'vitest'
import { TaskQueue } from '../../src/primitives/TaskQueue.ts'

test('work runs one piece after another, in the order given, and every piece gets its own result', async () => {
  const queue = new TaskQueue()
  const steps: string[] = []
  const piece = (name: string) => async () => {
    steps.push(`${name} begins`)
    await Promise.resolve()
    steps.push(`${name} ends`)
    return name
  }
  expect(await Promise.all([queue.run(piece('a')), queue.run(piece('b')), queue.run(piece('c'))])).toEqual([
    'a',
    'b',
    'c',
  ])
  expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

test('work that fails, also before its first wait, fails its caller alone', async () => {
  const queue = new TaskQueue()
  const thrown = queue.run(() => {
    throw new Error('at once')
  })
  const rejected = queue.run(() => Promise.reject(new Error('later')))
  const after = queue.run(() => Promise.resolve('done'))
  await expect(thrown).rejects.toThrow('at once')
  await expect(rejected).rejects.toThrow('later')
  expect(await after).toBe('done')
})

test('idle settles when everything given so far has ended', async () => {
  const queue = new TaskQueue()
  let done = false
  const failing = queue.run(async () => {
    await Promise.resolve()
    done = true
    throw new Error('ended')
  })
  await Promise.all([queue.idle(), expect(failing).rejects.toThrow('ended')])
  expect(done).toBe(true)
})

test('is busy while something given has not ended, however it ends', async () => {
  const queue = new TaskQueue()
  expect(queue.busy).toBe(false)
  const failing = queue.run(() => Promise.reject(new Error('ended')))
  expect(queue.busy).toBe(true)
  await expect(failing).rejects.toThrow('ended')
  await queue.idle()
  expect(queue.busy).toBe(false)
})
