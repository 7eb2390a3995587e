import { readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { startProcess } from './childProcess.mjs'
import { knownFailures } from './suites.mjs'

/** Milliseconds for one file: the suites wait for blocks by polling. */
const LIMIT = 240_000

/**
 * Runs test files of the package, one after the other, with the package's own jest settings.
 * @param {string} packageFolder a copy of web3js-quorum.
 * @param {string[]} files paths in the package.
 * @returns {Promise<{ name: string, ms: number, outcome?: string, problem?: string }[]>} one result a file.
 */
export async function runJestSuites(packageFolder, files) {
  const jest = join(packageFolder, '..', 'node_modules', 'jest', 'bin', 'jest.js')
  const report = join(packageFolder, 'jest-report.json')
  rmSync(report, { force: true })
  // Web3 leaves sockets open, so jest has to be told to end.
  const args = [
    jest,
    '--runInBand',
    '--ci',
    '--forceExit',
    '--json',
    '--outputFile',
    report,
    '--runTestsByPath',
    ...files,
  ]
  const run = startProcess(process.execPath, args, { cwd: packageFolder })
  let ending
  try {
    ending = `jest ended with ${await run.end(LIMIT * files.length)}`
  } catch (error) {
    ending = `jest ${error.message}`
  }
  const suites = new Map(suitesIn(report).map((suite) => [relative(packageFolder, suite.name), suite]))
  return files.map((name) => {
    const suite = suites.get(name)
    if (suite === undefined) return { name, ms: 0, problem: `${ending}:\n${run.output()}` }
    return { name, ms: suite.endTime - suite.startTime, ...judge(name, suite) }
  })
}

/** What one file's tests came to: all pass but the known failures, which must fail. */
function judge(name, { assertionResults, message }) {
  const known = knownFailures[name] ?? []
  const wrong = assertionResults.filter(({ fullName, status }) => (status === 'passed') === known.includes(fullName))
  const passed = assertionResults.filter(({ status }) => status === 'passed').length
  if (wrong.length === 0 && passed > 0) {
    return { outcome: `${passed} tests${known.length > 0 ? `, ${known.length} known failures` : ''}` }
  }
  const texts = wrong.map(({ fullName, status, failureMessages }) => [`${status}: ${fullName}`, ...failureMessages])
  return { problem: texts.flat().join('\n') || message }
}

function suitesIn(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8')).testResults
  } catch {
    return []
  }
}
