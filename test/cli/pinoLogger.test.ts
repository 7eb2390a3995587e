import { expect, it } from 'vitest'
import { createPinoLogger } from '../../src/cli/pinoLogger.ts'
import { CoterieError } from '../../src/errors/CoterieError.ts'

const disk = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
const error = new CoterieError('STORE_IO', 'the store takes no more writes; free space', { cause: disk })

it('says what an error is, and why, as JSON', async () => {
  const lines: string[] = []
  const write = (line: string): void => void lines.push(line)
  const logger = await createPinoLogger({ level: 'info', format: 'json', colour: false, write })
  logger.warn('cannot write', { error, other: 1 })
  logger.warn('something else', { error: 'a text' })
  const [first, second] = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(first).toMatchObject({
    level: 'warn',
    msg: 'cannot write',
    other: 1,
    error: {
      code: 'STORE_IO',
      message: 'the store takes no more writes; free space',
      cause: { code: 'ENOSPC', message: 'no space left on device' },
    },
  })
  expect(second).toMatchObject({ error: 'a text' })
})

it('says it to people in one line', async () => {
  const lines: string[] = []
  const write = (line: string): void => void lines.push(line)
  const logger = await createPinoLogger({ level: 'info', format: 'pretty', colour: false, write })
  logger.warn('cannot write', { error })
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/cannot write.*takes no more writes; free space.*no space left on device/)
})
