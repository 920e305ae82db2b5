import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Asked, Ran } from './worker.ts'

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
  'shellcheck',
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
  'shellcheck',
]

const TSX = [process.execPath, '--import', 'tsx']
const LAB = [...TSX, 'lab/index.ts']
/** A process of tests sees locks of its own: what one does to this machine's is none of the other's business. */
const OWN_LOCKS = 'mount -t tmpfs -o mode=1777 none /run/lock'
const APART = ['unshare', '--mount', 'sh', '-c', `${OWN_LOCKS} && exec "$@"`, 'sh']
/** And processes of its own: some tests look at all that run. The shell is their init, which reaps those that are left. */
const ALONE = [
  ...['unshare', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child', 'sh', '-c'],
  ...[`${OWN_LOCKS} && { "$@" & wait $!; }`, 'sh'],
]

/** How often a fault is injected here; `npm run test:faults` has all rows, each as often as it asks for. */
const FEW = { DROVER_RACE_ROUNDS: '4', FAULTS_ROUNDS: '2', FAULTS_SEED: '1' }

/** Milliseconds that one file may take; on a quiet machine none takes a third of it. */
const LIMIT = 600_000

const total = { passed: 0, failed: 0 }
let workers = 0
/** What was said of each test that failed, to be told again at the end. */
const failures: string[] = []
/** What tests make lies here, and goes with it; so do the journals of their runs, by file. */
const scratch = mkdtempSync(join(tmpdir(), 'dt-'))
// Some tests are other users.
chmodSync(scratch, 0o711)
try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

/**
 * `unit` runs no lab, `e2e` what runs on the lab or beside Ansible; without a word everything is run, and a few rounds of the
 * faults. Two processes take the files in turn.
 */
async function main(words: readonly string[]): Promise<boolean> {
  const [only] = words
  installPackages()
  if (!only) await step('lint and types', ['npm', 'run', '--silent', 'lint'])
  const unit = filesOf(/^(?!e2e|differential).*\.test\.ts$/)
  const faults = filesOf(/^faults\/(controller-killed|files|planted-links|power|steps)\.faults\.ts$/, FEW)
  const beside = filesOf(/^differential\/.*\.test\.ts$/)
  const onLab = only === 'unit' ? [] : filesOf(/^e2e\/.*\.test\.ts$/)
  const whole = [...faults, ...beside, ...unit]
  const here =
    new Map([
      ['unit', unit],
      ['e2e', beside],
    ]).get(only ?? '') ?? whole
  await Promise.all([runHere(here), runOnLab(onLab).then(() => runHere(here))])
  if (failures.length > 0) console.log(`\n== failed\n${failures.join('\n\n')}`)
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  return total.failed === 0 && total.passed > 0
}

function filesOf(pattern: RegExp, environment: Asked['environment'] = {}): Asked[] {
  return readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter(name => pattern.test(name))
    .sort()
    .map(name => ({
      name,
      file: join(process.cwd(), 'test', name),
      // What runs leave undone is shown by those after them.
      environment: { ...environment, XDG_STATE_HOME: join(scratch, 'state', name) },
    }))
}

async function runHere(files: Asked[]): Promise<void> {
  await runAll(files, [...ALONE, ...TSX])
}

async function runOnLab(files: Asked[]): Promise<void> {
  if (files.length === 0) return
  const wasUp = spawnSync(LAB[0] ?? '', [...LAB.slice(1), 'status'], { stdio: 'ignore' }).status === 0
  await step('lab up', [...LAB, 'up'])
  await runAll(files, [...LAB, 'exec', ...APART, ...TSX])
  if (!wasUp) await step('lab down', [...LAB, 'down'])
}

/** Runs files until none is left, in one process; in a new one after a file that did not end. */
async function runAll(files: Asked[], command: readonly string[]): Promise<void> {
  let worker: Worker | undefined
  for (let asked = files.shift(); asked; asked = files.shift()) {
    worker ??= await startWorker(command)
    const started = performance.now()
    const ran = await worker.run(asked)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    process.stdout.write(
      `${worker.output()}${asked.name}: ${ran.passed} passed, ${ran.failed} failed, ${seconds} s\n`,
    )
    total.passed += ran.passed
    total.failed += ran.failed
    failures.push(...ran.failures.map(text => `${asked.name}\n${text.trimEnd()}`))
    if (!worker.isAlive()) worker = undefined
  }
  worker?.end()
}

interface Worker {
  readonly run: (asked: Asked) => Promise<Ran>
  /** What it has printed since it was last asked. */
  readonly output: () => string
  readonly isAlive: () => boolean
  readonly end: () => void
}

/** Starts a process for files of tests. They are named over a socket, since a command around it may keep no other way open. */
async function startWorker([program = '', ...words]: readonly string[]): Promise<Worker> {
  workers += 1
  const path = join(scratch, `worker-${workers}`)
  const server = createServer().listen(path)
  await once(server, 'listening')
  // With FORCE_COLOR tests see the same whatever this is printed to.
  const child = spawn(program, [...words, 'test/worker.ts', path], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, FORCE_COLOR: '0', TMPDIR: scratch },
  })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString()
  })
  let end: string | undefined
  const lost = new Promise<string>(resolve => {
    child.on('error', error => resolve(error.message))
    child.on('exit', (code, signal) => resolve(`the process of tests ended with ${code ?? signal}`))
  })
  lost.then(reason => {
    end = reason
  })
  const connected = once(server, 'connection').then(([socket]) => socket as Socket)
  const answers = connected.then(socket => createInterface({ input: socket })[Symbol.asyncIterator]())
  const ask = async (asked: Asked): Promise<Ran> => {
    const socket = await connected
    socket.write(`${JSON.stringify(asked)}\n`)
    const { value } = await (await answers).next()
    return value === undefined ? await new Promise(() => {}) : JSON.parse(value)
  }
  return {
    isAlive: () => end === undefined,
    output: () => {
      const text = printed
      printed = ''
      return text
    },
    end: () => {
      server.close()
      connected.then(socket => socket.end())
    },
    run: async asked => {
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<string>(resolve => {
        timer = setTimeout(() => resolve(`did not end within ${LIMIT / 1000} s`), LIMIT)
      })
      const outcome = await Promise.race([ask(asked), lost, late])
      clearTimeout(timer)
      if (typeof outcome !== 'string') return outcome
      end ??= outcome
      server.close()
      child.kill('SIGKILL')
      return { passed: 0, failed: 1, failures: [outcome] }
    },
  }
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

/** One command that counts as one test; what it prints comes in one piece, since tests may run meanwhile. */
async function step(name: string, [program = '', ...words]: readonly string[]): Promise<void> {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  console.log(`\n== ${name}\n${output}`)
  total[status === 0 ? 'passed' : 'failed'] += 1
  if (status !== 0) failures.push(`${name} ended with ${status}`)
}
