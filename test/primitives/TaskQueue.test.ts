import { describe, expect, test } from 'vitest'
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

describe('work that is done at once', () => {
  const at = (steps: string[], name: string) => async () => void steps.push(name)

  test('costs no promise, and fails by throwing', async () => {
    const queue = new TaskQueue()
    expect(queue.runAtOnce(() => queue.busy)).toBe(true)
    expect(() =>
      queue.runAtOnce(() => {
        throw new Error('at once')
      }),
    ).toThrow('at once')
    expect(queue.busy).toBe(false)
    await queue.idle()
  })

  test('waits for what was given before it', async () => {
    const queue = new TaskQueue()
    const steps: string[] = []
    const first = queue.run(at(steps, 'first'))
    const second = queue.runAtOnce(() => steps.push('second'))
    expect(second).toBeInstanceOf(Promise)
    await Promise.all([first, second])
    expect(steps).toEqual(['first', 'second'])
  })

  test.each(['succeeds', 'fails'])('is waited for to its end when it has a promise, which %s', async (how) => {
    const queue = new TaskQueue()
    const steps: string[] = []
    const inner: Promise<void>[] = []
    const work = queue.runAtOnce(async () => {
      inner.push(queue.run(at(steps, 'given in the middle')))
      await Promise.resolve()
      inner.push(queue.run(at(steps, 'given later')))
      steps.push('the work')
      if (how === 'fails') throw new Error('ended')
    })
    inner.push(queue.run(at(steps, 'given behind')))
    expect(queue.busy).toBe(true)
    await Promise.allSettled([work, queue.idle()])
    await Promise.all(inner)
    await queue.idle()
    expect(steps).toEqual(['the work', 'given in the middle', 'given behind', 'given later'])
    expect(queue.busy).toBe(false)
  })

  test('is waited for when nothing was given in its middle', async () => {
    const queue = new TaskQueue()
    const steps: string[] = []
    const work = queue.runAtOnce(async () => {
      await Promise.resolve()
      steps.push('the work')
    })
    await Promise.all([queue.run(at(steps, 'behind')), work])
    expect(steps).toEqual(['the work', 'behind'])
  })

  test('lets what was given in its middle begin when it has ended without a promise', async () => {
    const queue = new TaskQueue()
    const steps: string[] = []
    const inner: Promise<void>[] = []
    void queue.runAtOnce(() => {
      inner.push(queue.run(at(steps, 'given in the middle')))
      steps.push('the work')
    })
    expect(queue.busy).toBe(true)
    await Promise.all(inner)
    await queue.idle()
    expect(steps).toEqual(['the work', 'given in the middle'])
    expect(queue.busy).toBe(false)
  })
})
