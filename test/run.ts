import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Shells that the protocol is held to, the referee, and what certificates are made with. */
const PACKAGES = [
  'mksh',
  'busybox',
  'ksh',
  'yash',
  'zsh',
  'posh',
  'tcsh',
  'fish',
  'sudo',
  'rpm',
  'openssh-server',
  'ansible-core',
  'tmux',
  'strace',
  'golang-cfssl',
]
const BINARIES = [
  'mksh',
  'busybox',
  'ksh93',
  'yash',
  'zsh',
  'posh',
  'tcsh',
  'fish',
  'sudo',
  'rpm',
  'sshd',
  'ansible-playbook',
  'tmux',
  'strace',
  'cfssl',
]

interface Tally {
  passed: number
  failed: number
}

/** Without --no-color uvu asks for colour in the environment that the tests and what they start have. */
const UVU = ['node_modules/.bin/tsx', 'node_modules/uvu/bin.js', '--no-color', 'test']
const LAB = ['node_modules/.bin/tsx', 'lab/index.ts']

/** How often a fault is injected here; `npm run test:faults` has all rows, each as often as it asks for. */
const FEW = { DROVER_RACE_ROUNDS: '10', FAULTS_ROUNDS: '2', FAULTS_SEED: '1' }

/** Seconds that one command may take; on a quiet machine none takes a third of it. */
const LIMIT = 2400

/** Milliseconds that uvu may go on after its counts: a test that failed may have left something open. */
const AFTER = 10_000

const total: Tally = { passed: 0, failed: 0 }
/** What uvu said of each test that failed, to be told again at the end. */
const failures: string[] = []
/** What tests make lies here, and goes with it; so do the journals of their runs. */
const scratch = mkdtempSync(join(tmpdir(), 'dt-'))
// Some tests are other users.
chmodSync(scratch, 0o711)
try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

/** `unit` runs no lab; without a word everything is run, and a few rounds of the faults. */
async function main(words: readonly string[]): Promise<boolean> {
  const only = words[0]
  installPackages()
  if (!only) await step('lint and types', ['npm', 'run', '--silent', 'lint'])
  if (!only || only === 'unit') await suite('unit', [...UVU, '^(?!e2e|differential).*\\.test\\.ts$'])
  if (!only)
    await suite('faults', [...UVU, '(controller-killed|files|planted-links|power|steps)\\.faults\\.ts$'], FEW)
  if (!only || only === 'e2e') await onLab()
  if (failures.length > 0) console.log(`\n== failed\n${failures.join('\n')}`)
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  return total.failed === 0 && total.passed > 0
}

async function onLab(): Promise<void> {
  const wasUp = spawnSync(LAB[0] ?? '', [...LAB.slice(1), 'status'], { stdio: 'ignore' }).status === 0
  await step('lab up', [...LAB, 'up'])
  await suite('e2e', [...LAB, 'exec', ...UVU, '^(e2e|differential).*\\.test\\.ts$'])
  if (!wasUp) await step('lab down', [...LAB, 'down'])
}

function installPackages(): void {
  const paths = (process.env.PATH ?? '').split(':')
  const missing = BINARIES.filter(binary => !paths.some(path => existsSync(`${path}/${binary}`)))
  if (missing.length === 0) return
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const words of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...PACKAGES],
  ]) {
    const { status } = spawnSync('apt-get', words, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: environment,
    })
    if (status !== 0) throw new Error(`apt-get ${words.join(' ')} failed with ${status}`)
  }
}

/** One command that counts as one test. */
async function step(name: string, command: readonly string[]): Promise<void> {
  const { status } = await run(name, command)
  total[status === 0 ? 'passed' : 'failed'] += 1
  if (status !== 0) failures.push(`${name} ended with ${status}`)
}

/** One run of uvu: its own counts are added; one that died without counts is a failure. */
async function suite(
  name: string,
  command: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { status, output } = await run(name, command, {
    ...environment,
    TMPDIR: scratch,
    XDG_STATE_HOME: join(scratch, 'state'),
  })
  const count = (word: string): number =>
    Number(new RegExp(`${word}:\\s+(\\d+)`).exec(output)?.[1] ?? Number.NaN)
  const [all, passed] = [count('Total'), count('Passed')]
  failures.push(...failuresIn(output))
  if (all !== passed || status !== 0) failures.push(`${name} ended with ${status}`)
  if (Number.isNaN(all) || Number.isNaN(passed) || (status !== 0 && all === passed)) {
    total.failed += 1
    if (Number.isNaN(passed)) return
  }
  total.passed += passed
  total.failed += all - passed
}

/** Each test's file, name and first lines of what was wrong, from the output of uvu. */
function failuresIn(output: string): string[] {
  const lines = output.split('\n')
  const found: string[] = []
  let file = ''
  for (const [number, line] of lines.entries()) {
    if (/^\S+\.test\.ts/.test(line)) file = line.replace(/\s.*/, '')
    if (/^\s*FAIL\s/.test(line)) found.push([file, ...lines.slice(number, number + 10)].join('\n'))
  }
  return found
}

function run(
  name: string,
  [program = '', ...words]: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ status: number | null; output: string }> {
  console.log(`\n== ${name}`)
  return new Promise((resolve, reject) => {
    // A test that leaves something open would hold up all the others.
    const child = spawn('timeout', ['--kill-after=5', String(LIMIT), program, ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...environment },
    })
    let output = ''
    let end: NodeJS.Timeout | undefined
    child.stdout.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk)
      output += chunk.toString()
      if (/^ {2}Duration: /m.test(output)) end ??= setTimeout(() => child.kill(), AFTER)
    })
    child.on('error', reject)
    child.on('close', status => {
      clearTimeout(end)
      resolve({ status, output })
    })
  })
}
