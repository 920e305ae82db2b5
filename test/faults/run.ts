import { spawn, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

// npm run test:faults [-- NAME…] [--row TEXT] [--seed N] [--rounds N]
// Runs the files of this folder whose names contain one of the words, and of their rows those whose titles match
// the text, see `isWanted` in `fault.ts`. Files whose names end with `.lab.faults.ts` run on the lab's hosts, which
// are started for them.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { row: { type: 'string' }, seed: { type: 'string' }, rounds: { type: 'string' } },
})
const TSX = ['--import', import.meta.resolve('tsx')]
const LAB = [process.execPath, ...TSX, join(import.meta.dirname, '../../lab/index.ts')]
const total = { passed: 0, failed: 0 }
const files = chosenFiles(positionals)
const isLabNeeded = files.some(isOnLab)
const wasUp = isLabNeeded && lab('status')
// Here and not in the test file: starting hosts changes the name resolution of the controller, which running
// processes do not notice.
if (isLabNeeded && !lab('up', ...hostsFor(files))) throw new Error('the lab does not come up')
for (const name of files) {
  console.log(`\n== ${name}`)
  const { passed, failed } = await runFile(name)
  total.passed += passed
  total.failed += failed
}
if (isLabNeeded && !wasUp) lab('down')
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1

function chosenFiles(words: readonly string[]): string[] {
  const files = readdirSync(import.meta.dirname).filter(name => name.endsWith('.faults.ts'))
  return files.filter(name => words.length === 0 || words.some(word => name.includes(word))).sort()
}

function hostsFor(files: readonly string[]): string[] {
  if (files.some(name => name.includes('rpm'))) return ['--hosts', '3', '--rpm', '3']
  return files.some(name => /etcd-(states|killed)/.test(name)) ? ['--hosts', '5'] : []
}

function isOnLab(name: string): boolean {
  return name.endsWith('.lab.faults.ts')
}

function lab(...asked: readonly string[]): boolean {
  const [program = '', ...words] = LAB
  return spawnSync(program, [...words, ...asked], { stdio: 'ignore' }).status === 0
}

/** The counts that uvu prints; a file that fails without a failed test counts as one failure. */
function runFile(name: string): Promise<{ passed: number; failed: number }> {
  const environment = {
    FAULTS_ROW: values.row ?? '',
    FAULTS_SEED: values.seed ?? '',
    FAULTS_ROUNDS: values.rounds ?? '',
    DROVER_SHELLS: process.env.DROVER_SHELLS ?? 'all',
    FORCE_COLOR: '0',
  }
  const inside = isOnLab(name) ? [...LAB, 'exec'] : []
  const [program = '', ...words] = [...inside, process.execPath, ...TSX, join(import.meta.dirname, name)]
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...environment },
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk)
      output += chunk.toString()
    })
    child.on('error', reject)
    child.on('close', code => {
      const count = (word: string): number => Number(new RegExp(`${word}:\\s+(\\d+)`).exec(output)?.[1] ?? 0)
      const passed = count('Passed')
      const failed = count('Total') - passed
      resolve({ passed, failed: code === 0 ? failed : Math.max(failed, 1) })
    })
  })
}
