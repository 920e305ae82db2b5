import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import pLimit from 'p-limit'
import { parseExtraVars } from './config/extra-vars.ts'
import type { Inventory, InventoryHost } from './config/inventory.ts'
import { implicitLocalhost, loadInventory } from './config/load-inventory.ts'
import { chooseHosts } from './config/patterns.ts'
import { loadPlaybook, loadTasks } from './config/playbook.ts'
import type { Play } from './config/steps.ts'
import { loadVarsFile } from './config/yaml.ts'
import type { ConnectionDefaults, RunContext, Settings } from './engine/context.ts'
import type { Reporter, RunEvent } from './engine/events.ts'
import { type HostState, newHostState } from './engine/host-state.ts'
import { newLedgers } from './engine/ledger.ts'
import { preflight } from './engine/preflight.ts'
import { runPlay } from './engine/run-play.ts'
import { hostScope } from './engine/variables.ts'
import { InputError } from './errors.ts'
import { checkTarget } from './host/address.ts'
import { factsProbe } from './host/facts.ts'
import { KeptConnections } from './host/kept-connections.ts'
import { Sessions } from './host/sessions.ts'
import { masked, maskedChanges } from './report/masked.ts'
import type { PlannedTask } from './report/saved-plan.ts'
import { Keyring, type KeySources } from './secrets/keyring.ts'
import { openTaskFolders, packageVersion } from './task/folder.ts'
import { Masks, Secret } from './values/secret.ts'

export type { Reporter } from './engine/events.ts'
export { chooseReporter } from './report/choose.ts'
export { collectDrift, type HostDrift, junitOf, showDrift } from './report/drift.ts'
export { collectTasks } from './report/saved-plan.ts'
export { makeStyle, takesColour } from './report/style.ts'
export { Masks } from './values/secret.ts'

/** What the command line asks of a run; paths as the user wrote them. */
export interface RunOptions {
  readonly playbooks: readonly string[]
  readonly inventory: readonly string[]
  readonly limit?: string
  readonly check: boolean
  readonly diff: boolean
  readonly extraVars: readonly string[]
  readonly tags: readonly string[]
  readonly skipTags: readonly string[]
  readonly forks?: number
  readonly user?: string
  readonly become: boolean
  readonly becomeUser?: string
  readonly becomeMethod?: string
  readonly becomePassword?: string
  readonly loginPassword?: string
  readonly privateKey?: string
  readonly connection?: string
  readonly timeout?: number
  /** False where connections are not to be kept for the next run. */
  readonly persist: boolean
  readonly forceHandlers: boolean
  /** False checks every task in its turn alone. */
  readonly lookAhead: boolean
  readonly startAtTask?: string
  /** What a saved plan allows each task; absent outside of `run apply`. */
  readonly approved?: readonly PlannedTask[]
  /** Where the keys of encrypted values are; without, only what needs none can be read. */
  readonly keys?: KeySources
}

/** What opens sessions, and counts what they cost. */
export type Connections = Pick<Sessions, 'open' | 'opening' | 'close' | 'closeAll' | 'costs'>

const NO_KEYS: KeySources = {
  identities: [],
  vaults: [],
  ask: () => {
    throw new InputError('there is nobody to ask for a passphrase')
  },
}

/** Enough for a hundred hosts at once. */
const DEFAULT_FORKS = 100

/**
 * Runs playbooks from files to exit code: load, choose hosts, look ahead for errors, run play after play, report.
 * Throws InputError or InputErrors, before any host is contacted, where usage or files are wrong. What of the run is
 * secret is told to `masks`: whoever prints an error masks it.
 */
export async function runPlaybooks(
  options: RunOptions,
  reporter: Reporter,
  signal: AbortSignal,
  connections?: Connections,
  masks = new Masks(),
): Promise<number> {
  const report = masked(reporter, text => masks.mask(text))
  const emit = (event: object): void => report.event({ ...event, time: new Date().toISOString() } as RunEvent)
  const sessions =
    connections ?? new Sessions(new KeptConnections(message => emit({ type: 'warning', message })))
  const { run, plays } = load(options, { masks, emit, signal, sessions })
  await preflight(run, plays)
  const began = performance.now()
  emit({
    type: 'run.start',
    playbooks: options.playbooks,
    isCheckMode: options.check,
    version: packageVersion(),
  })
  try {
    for (const { play, hosts } of plays) {
      if (signal.aborted) break
      if ((await runPlay(run, play, hosts)) === 'end the run') break
    }
  } catch (error) {
    // What draws on the terminal makes way for the error.
    await report.close()
    throw error
  } finally {
    await sessions.closeAll()
  }
  const exitCode = signal.aborted ? Number(signal.reason) || 130 : exitCodeOf(run)
  const tallies = [...run.hosts.values(), run.localhost].filter(host =>
    plays.some(({ hosts }) => hosts.includes(host)),
  )
  emit({
    type: 'run.end',
    exit_code: exitCode,
    milliseconds: Math.round(performance.now() - began),
    hosts: Object.fromEntries(tallies.map(host => [host.name, host.tally])),
    costs: sessions.costs(),
  })
  await report.close()
  return exitCode
}

/** Tells several reporters. */
export function tellAll(...reporters: readonly Reporter[]): Reporter {
  return {
    event: event => {
      for (const reporter of reporters) reporter.event(event)
    },
    close: async () => {
      for (const reporter of reporters) await reporter.close()
    },
  }
}

export interface Listing {
  readonly playbook: string
  readonly play: string
  readonly pattern: string
  readonly hosts: readonly string[]
  readonly tags: readonly string[]
  readonly tasks: readonly {
    readonly name: string
    readonly tags: readonly string[]
    readonly section: string
  }[]
}

/** What a run would go through, without contacting a host: for `--list-hosts`, `--list-tasks`, `--list-tags`, `--syntax-check`. */
export async function listRun(options: RunOptions, masks = new Masks()): Promise<Listing[]> {
  const controller = new AbortController()
  const { run, plays } = load(options, {
    masks,
    emit: () => {},
    signal: controller.signal,
    sessions: new Sessions(),
  })
  await preflight(run, plays)
  const { listPlay } = await import('./engine/list.ts')
  return plays.map(({ play, hosts, playbook }) => ({ playbook, ...listPlay(run, play, hosts) }))
}

interface Parts {
  readonly masks: Masks
  readonly emit: (event: object) => void
  readonly signal: AbortSignal
  readonly sessions: Connections
}

interface Loaded {
  readonly run: RunContext
  readonly plays: readonly {
    readonly playbook: string
    readonly play: Play
    readonly hosts: readonly HostState[]
  }[]
}

function load(options: RunOptions, { masks, emit, signal, sessions }: Parts): Loaded {
  const playbooks = options.playbooks.map(findPlaybook)
  const [first] = playbooks
  if (first === undefined)
    throw new InputError('`run playbook` needs a playbook', { hint: 'run playbook site.yml' })
  const projectDir = basename(dirname(first)) === 'playbooks' ? dirname(dirname(first)) : dirname(first)
  const inventoryPaths = options.inventory.length > 0 ? options.inventory : [defaultInventory(projectDir)]
  if (inventoryPaths.includes(''))
    throw new InputError('the inventory after `-i` is empty', {
      hint: 'such as `-i inventory/` or `-i web1,web2`',
    })
  const keyring = new Keyring(options.keys ?? NO_KEYS, text => masks.add(text))
  const unseal = keyring.openFile.bind(keyring)
  const inventory = loadInventory(inventoryPaths, { playbookDir: dirname(first), projectDir, unseal })
  const types = openTaskFolders([
    ...new Set([...playbooks.map(file => join(dirname(file), 'tasks')), join(projectDir, 'tasks')]),
  ])
  const epoch = { count: 0 }
  const hosts = new Map([...inventory.hosts].map(([name, host]) => [name, newHostState(host, epoch)]))
  const localhost = hosts.get('localhost') ?? newHostState(implicitLocalhost(inventory), epoch)
  const known = { taskTypes: types.names, unseal }
  const run: RunContext = {
    settings: settingsOf(options, projectDir, resolve(inventoryPaths[0] ?? '.'), { masks, unseal }),
    inventory,
    types,
    hosts,
    localhost,
    checkTarget,
    connect: target => sessions.open(target),
    opening: target => sessions.opening(target),
    disconnect: host => sessions.close(host),
    factsProbe: factsProbe(),
    loadTasks: (file, inherited) => loadTasks(file, inherited, known),
    loadVars: file => loadVarsFile(file, unseal),
    masks,
    keys: keyring,
    emit,
    signal,
    limit: pLimit(options.forks ?? DEFAULT_FORKS),
    started: { value: options.startAtTask === undefined },
    ledgers: newLedgers(),
    predicted: new Map(),
    writesOf: new Map(),
  }
  const limited = options.limit === undefined ? undefined : new Set(chooseHosts(options.limit, inventory))
  const plays = playbooks.flatMap(file =>
    loadPlaybook(file, known).plays.map(play => ({
      playbook: file,
      play,
      hosts: hostsOf(run, play, limited),
    })),
  )
  return { run, plays }
}

/** A playbook as the user named it, or below `playbooks/`. */
export function findPlaybook(name: string): string {
  const tried = [resolve(name), resolve('playbooks', name)]
  const found = name === '' ? [] : tried.filter(file => existsSync(file))
  const [file = found[0]] = found.filter(each => !statSync(each).isDirectory())
  if (file === undefined)
    throw new InputError(`there is no playbook \`${name}\``, { hint: `looked for ${tried.join(' and ')}` })
  if (statSync(file).isDirectory())
    throw new InputError(`\`${name}\` is a folder, and a playbook is a file`, {
      hint: `name a file in it: \`run playbook ${join(name, 'site.yml')}\``,
    })
  return file
}

function defaultInventory(projectDir: string): string {
  const found = [join(projectDir, 'inventory'), resolve('inventory')].find(path => existsSync(path))
  if (found) return found
  throw new InputError('there is no inventory', {
    hint: `make ${join(projectDir, 'inventory', 'hosts.yml')}, or name one with \`-i\``,
  })
}

function hostsOf(run: RunContext, play: Play, limited: ReadonlySet<string> | undefined): HostState[] {
  const rendered = hostScope(run, run.localhost).render(play.hosts)
  const pattern = Array.isArray(rendered) ? rendered.join(',') : String(rendered)
  const names = chooseHosts(pattern, run.inventory, play.hostsPlace).filter(
    name => !limited || limited.has(name),
  )
  // `localhost` is there also where no inventory has it.
  return names.map(name => run.hosts.get(name) ?? run.localhost)
}

function settingsOf(
  options: RunOptions,
  projectDir: string,
  inventory: string,
  { masks, unseal }: { masks: Masks; unseal: Keyring['openFile'] },
): Settings {
  const secret = (text: string | undefined): Secret | undefined => {
    if (text === undefined) return undefined
    masks.add(text)
    return new Secret(text)
  }
  const becomePassword = secret(options.becomePassword)
  const loginPassword = secret(options.loginPassword)
  const connection: ConnectionDefaults = {
    become: options.become,
    persist: options.persist,
    ...(options.user === undefined ? {} : { user: options.user }),
    ...(options.becomeUser === undefined ? {} : { becomeUser: options.becomeUser }),
    ...(options.becomeMethod === undefined ? {} : { becomeMethod: options.becomeMethod }),
    ...(becomePassword === undefined ? {} : { becomePassword }),
    ...(loginPassword === undefined ? {} : { loginPassword }),
    ...(options.privateKey === undefined ? {} : { privateKeyFile: resolve(options.privateKey) }),
    ...(options.connection === undefined ? {} : { connection: options.connection }),
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
  }
  return {
    ...(options.approved === undefined ? {} : { approves: approvalBy(options.approved, masks) }),
    isCheckMode: options.check,
    showDiff: options.diff,
    tags: options.tags,
    skipTags: options.skipTags,
    forks: options.forks ?? DEFAULT_FORKS,
    forceHandlers: options.forceHandlers,
    looksAhead: options.lookAhead,
    extraVars: parseExtraVars(options.extraVars, process.cwd(), unseal),
    connection,
    projectDir,
    inventoryDir: inventory,
    ...(options.limit === undefined ? {} : { limit: options.limit }),
    ...(options.startAtTask === undefined ? {} : { startAtTask: options.startAtTask }),
  }
}

/**
 * A plan lets a task make what it said. A task of which only the run can tell may do what it comes to; so may the handlers
 * of its host, which it may notify.
 */
function approvalBy(tasks: readonly PlannedTask[], masks: Masks): NonNullable<Settings['approves']> {
  const keyOf = (change: object): string => JSON.stringify(maskedChanges([change], text => masks.mask(text)))
  const planned = new Set(
    tasks.flatMap(({ host, task, changes }) => changes.map(each => `${host} ${task} ${keyOf(each)}`)),
  )
  const unknown = tasks.filter(({ status }) => status === 'unknown')
  const open = new Set(unknown.flatMap(({ host, task }) => [`${host} ${task}`, host]))
  return (host, task, changes, isHandler) =>
    open.has(isHandler ? host : `${host} ${task}`) ||
    changes.every(change => planned.has(`${host} ${task} ${keyOf(change)}`))
}

/** 0 fine, 2 a task failed, 4 a host was unreachable, 6 both. */
function exitCodeOf(run: RunContext): number {
  const hosts = [...run.hosts.values(), run.localhost]
  const failed = hosts.some(host => host.tally.failed > 0)
  const unreachable = hosts.some(host => host.tally.unreachable > 0)
  return (failed ? 2 : 0) + (unreachable ? 4 : 0)
}

export type { Inventory, InventoryHost }
