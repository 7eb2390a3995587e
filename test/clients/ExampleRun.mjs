import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { startProcess } from './childProcess.mjs'

/** Milliseconds for one script. */
const LIMIT = 60_000

/** The example scripts of one folder of the package, started in order; what they export is given to those that follow. */
export class ExampleRun {
  #folder
  #env = {}
  #started = []

  /** @param {string} packageFolder a copy of web3js-quorum. */
  constructor(packageFolder) {
    this.#folder = join(packageFolder, 'example')
  }

  /** Runs a script to its end, which must be a good one. @returns {Promise<string>} what it printed. */
  async run(script, args = []) {
    const output = await this.runAnyhow(script, args)
    // The scripts catch what fails, print this and end well.
    assert.doesNotMatch(output, /requires ONCHAIN privacy/)
    for (const [, name, value] of output.matchAll(/^ ?export (\w+)=(\S+)$/gm)) this.export(name, value)
    return output
  }

  /** Runs a script that may print a failure. @returns {Promise<string>} what it printed. */
  async runAnyhow(script, args = [], expectedCode = 0) {
    const running = this.#start(script, args)
    const code = await running.end(LIMIT).catch((error) => {
      throw new Error(`${error.message}; it printed\n${running.output()}`)
    })
    const output = running.output()
    assert.equal(code, expectedCode, `exit code ${code}; it printed\n${output}`)
    return output
  }

  /** Starts a script that runs until it is interrupted, or ends by itself. */
  start(script) {
    const running = this.#start(script, [])
    this.#started.push(running)
    const end = async () => {
      const code = await running.end(LIMIT)
      assert.equal(code, 0, `exit code ${code}; it printed\n${running.output()}`)
    }
    return {
      output: () => running.output(),
      until: (pattern) => running.until(pattern, LIMIT),
      /** Waits until it has ended well. */
      end,
      async interrupt() {
        running.interrupt()
        await end()
      },
    }
  }

  /** The object of the folder's `keys.js`. */
  keys() {
    return createRequire(join(this.#folder, 'keys.js'))('./keys.js')
  }

  /** A JSON file that a script has written. */
  written(file) {
    return JSON.parse(readFileSync(join(this.#folder, file), 'utf8'))
  }

  /** Sets a variable for the scripts that follow, as their output tells the user to. */
  export(name, value) {
    this.#env[name] = value
  }

  /** Ends scripts that still run. */
  async close() {
    await Promise.all(this.#started.map((running) => running.kill()))
  }

  #start(script, args) {
    return startProcess(process.execPath, [join(this.#folder, script), ...args], { cwd: this.#folder, env: this.#env })
  }
}
