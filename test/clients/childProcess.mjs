import { spawn } from 'node:child_process'

/** Milliseconds that a process gets to end by itself after it has been asked to. */
const GRACE = 5_000

/** Groups (by the leader's id) that may still run; none of them outlives this process. */
const groups = new Set()
process.once('exit', () => groups.forEach((pid) => signalGroup(pid, 'SIGKILL')))

/**
 * A process in a group of its own, so that it ends with everything it has started.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env?: Record<string, string> }} options `env` comes on top of this process's.
 */
export function startProcess(command, args, { cwd, env = {} }) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  const waiting = new Set()
  const heard = (text) => {
    output += text
    for (const look of waiting) look()
  }
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', heard)
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? signal))
  })
  // Whoever waits for the end hears of the error; nobody else has to.
  ended.catch(() => undefined)

  if (child.pid !== undefined) groups.add(child.pid)
  const signal = (name) => {
    if (child.pid !== undefined) signalGroup(child.pid, name)
  }
  const killAll = () => {
    signal('SIGKILL')
    groups.delete(child.pid)
  }

  return {
    /** What it has written to standard output and standard error so far. */
    output: () => output,
    /** Waits until its output matches. */
    until(pattern, milliseconds) {
      let look
      const matched = new Promise((resolve, reject) => {
        look = () => {
          const match = output.match(pattern)
          if (match !== null) resolve(match)
        }
        waiting.add(look)
        look()
        ended.then((code) => reject(new Error(`ended with ${code} before it printed ${pattern}`)), reject)
      })
      return within(matched, milliseconds, `printed no ${pattern}`).finally(() => waiting.delete(look))
    },
    /** Exit code, or the name of the signal that ended it. Ends the whole group when it takes too long. */
    async end(milliseconds) {
      try {
        return await within(ended, milliseconds, 'has not ended')
      } finally {
        killAll()
      }
    },
    interrupt: () => signal('SIGINT'),
    terminate: () => signal('SIGTERM'),
    /** Ends the whole group. */
    async kill() {
      signal('SIGTERM')
      await within(ended, GRACE, 'does not end').catch(() => undefined)
      killAll()
      await ended.catch(() => undefined)
    },
  }
}

function signalGroup(pid, name) {
  try {
    process.kill(-pid, name)
  } catch (error) {
    // The whole group has ended.
    if (error.code !== 'ESRCH') throw error
  }
}

function within(promise, milliseconds, what) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} in ${milliseconds / 1000} s`)), milliseconds)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
