import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pLimit from 'p-limit'
import {
  composeTask,
  defineTask,
  flag,
  inSync,
  type Outputs,
  plan,
  TaskError,
  type TaskType,
  text,
  z,
} from '../../src/authoring/task.ts'
import { openController } from '../../src/controller/controller.ts'
import { newPredictions } from '../../src/engine/dry-run/predicted-state.ts'
import { runPlays } from '../../src/engine/play/run-plays.ts'
import { preflight } from '../../src/engine/preflight/preflight.ts'
import { CONTROLLER, newChangeTrackers } from '../../src/engine/state/change-tracker.ts'
import type { OpenSession, RunContext } from '../../src/engine/state/context.ts'
import type { RunEvent, Tally } from '../../src/engine/state/events.ts'
import { newHostState } from '../../src/engine/state/host-state.ts'
import type { ConnectionDefaults } from '../../src/engine/state/settings.ts'
import type { Stepping } from '../../src/engine/state/stepping.ts'
import { playScope } from '../../src/engine/variables/variable-precedence.ts'
import { UnreachableError } from '../../src/errors.ts'
import { chooseHosts } from '../../src/inventory/choose-hosts.ts'
import { choosingWithin } from '../../src/inventory/choose-within-limit.ts'
import { implicitLocalhost, loadInventory } from '../../src/inventory/load.ts'
import { parseExtraVars } from '../../src/playbook/extra-vars.ts'
import type { Known } from '../../src/playbook/keywords/context.ts'
import { loadPlaybook, loadRole, loadTasks } from '../../src/playbook/load.ts'
import { isInterfaceFact, suggestFact } from '../../src/remote/facts/known.ts'
import type { Host } from '../../src/remote/host.ts'
import type { Probe } from '../../src/remote/probe.ts'
import type { Answer } from '../../src/shell/exchange.ts'
import { ShellText } from '../../src/shell/quote.ts'
import type { Target } from '../../src/transport/spawn.ts'
import { Masks } from '../../src/values/secret.ts'
import { loadVarsFile } from '../../src/yaml/load.ts'
import type { Dialect } from '../../src/yaml/reading.ts'
import { readOwnVars } from '../../src/yaml/variables.ts'
import addHost from '../../tasks/flow/add_host.ts'
import assertTask from '../../tasks/flow/assert.ts'
import debug from '../../tasks/flow/debug.ts'
import fail from '../../tasks/flow/fail.ts'
import groupBy from '../../tasks/flow/group_by.ts'
import includeVars from '../../tasks/flow/include_vars.ts'
import setup from '../../tasks/flow/setup.ts'
import validateArgumentSpec from '../../tasks/flow/validate_argument_spec.ts'

/** The data of a simulated host: a map whose keys the task type `set` writes. */
type HostData = Map<string, string>

export interface HerdRun {
  readonly events: RunEvent[]
  /** What the hosts did, as `HOST: ACTION`, in order. */
  readonly deeds: string[]
  readonly data: ReadonlyMap<string, HostData>
  readonly tallies: Readonly<Record<string, Tally>>
  /** The hosts to which a session was opened, each once. */
  readonly connected: readonly string[]
  /** The target of each session that was requested, in order. */
  readonly targets: readonly Target[]
  /** The warnings that were reported before the run. */
  readonly warnings: readonly string[]
  /** The folder of the playbook. */
  readonly folder: string
}

export interface HerdOptions {
  readonly inventory?: string
  readonly files?: Readonly<Record<string, string>>
  readonly isCheckMode?: boolean
  readonly limit?: string
  readonly extraVars?: readonly string[]
  readonly tags?: readonly string[]
  readonly skipTags?: readonly string[]
  readonly unreachable?: readonly string[]
  readonly startAtTask?: string
  readonly looksAhead?: boolean
  /** Asks for confirmation before each task. */
  readonly stepping?: Stepping
  /** Returns how many turns of the event loop the next answer of a host takes. */
  readonly pace?: () => number
  readonly data?: ReadonlyMap<string, HostData>
  readonly facts?: Readonly<Record<string, unknown>>
  /** The connection settings of the command line. */
  readonly connection?: Partial<ConnectionDefaults>
  /** Whether parts that the run leaves out are checked too before it begins. */
  readonly isThorough?: boolean
  /** The language of all files. */
  readonly dialect?: Dialect
  /** Returns the language of a file. */
  readonly dialectOf?: (file: string) => Dialect
}

/** The names of hosts that the playbooks of tests may add. */
const ADDED = ['new1', 'new2']

const THREE_HOSTS = 'web: { hosts: { "node[1:3]": {} } }'

/**
 * Runs the text of a playbook over simulated hosts with the real engine. Only the hosts and their task types are
 * simulated.
 */
export async function runHerd(playbook: string, options: HerdOptions = {}): Promise<HerdRun> {
  const folder = mkdtempSync(join(tmpdir(), 'drover-herd-'))
  const write = (name: string, content: string): string => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  for (const [name, content] of Object.entries(options.files ?? {})) write(name, content)
  const dialectOf = options.dialectOf ?? ((): Dialect => options.dialect ?? 'drover')
  const inventory = loadInventory([write('hosts.yml', options.inventory ?? THREE_HOSTS)], { dialectOf })
  const events: RunEvent[] = []
  const deeds: string[] = []
  const connected = new Set<string>()
  const targets: Target[] = []
  const types = simulatedTypes()
  const epoch = { count: 0 }
  const hosts = new Map(
    [...inventory.hosts].map(([name, host]) => [name, newHostState(inventory, host, epoch)]),
  )
  const data =
    options.data ??
    new Map([...hosts.keys(), ...ADDED, 'localhost'].map(name => [name, new Map<string, string>()]))
  const known: Known = {
    taskTypes: [...types.keys()],
    dialectOf,
    render: (source, vars) => playScope(run, { vars, place: source.place }).render(source),
  }
  const [changeTrackers, predictions, isRunning] = [newChangeTrackers(), newPredictions(), { value: false }]
  const masks = new Masks()
  const sessions = new Map<string, OpenSession & { readonly opening: Promise<OpenSession> }>()
  const sessionOf = (name: string): OpenSession & { readonly opening: Promise<OpenSession> } => {
    const line = lineOf(options.pace ?? (() => 0))
    let stands = false
    // Requests that arrive in the meantime wait in the same queue.
    const opening = line(() => {
      stands = true
    })
    const session: OpenSession = {
      get isOpen() {
        return stands
      },
      host: ({ onWrite = () => {} } = {}) =>
        simulatedHost({ name, all: data, deeds, facts: options.facts ?? {}, line, onWrite }),
    }
    return Object.assign(session, { opening: opening.then(() => session) })
  }
  const run: RunContext = {
    settings: {
      isCheckMode: options.isCheckMode ?? false,
      showDiff: false,
      tags: options.tags ?? [],
      skipTags: options.skipTags ?? [],
      ...(options.limit === undefined ? {} : { limit: options.limit }),
      forks: 10,
      forceHandlers: false,
      looksAhead: options.looksAhead ?? true,
      lockWait: 0,
      keepsReplaced: false,
      extraVars: parseExtraVars(options.extraVars ?? [], folder, { dialectOf }),
      connection: { become: false, persist: false, ...options.connection },
      projectDir: folder,
      inventories: [join(folder, 'hosts.yml')],
      verbosity: 0,
      ...(options.startAtTask === undefined ? {} : { startAtTask: options.startAtTask }),
    },
    inventory,
    types: {
      names: known.taskTypes,
      ownNames: ['act'],
      addRole: () => new Map(),
      load: async name => types.get(name) as TaskType,
    },
    hosts,
    localhost: newHostState(inventory, implicitLocalhost(inventory), epoch),
    hostsOutsideInventory: new Map(),
    checkTarget: () => {},
    connect: async target => {
      connected.add(target.name)
      targets.push(target)
      if (options.unreachable?.includes(target.name))
        throw new UnreachableError(`${target.name} does not answer`)
      const known = sessions.get(target.name) ?? sessionOf(target.name)
      sessions.set(target.name, known)
      return known.opening
    },
    findSession: target => sessions.get(target.name),
    disconnect: async () => {},
    closeSession: async () => {},
    connectNew: notHere,
    armGuard: notHere,
    foreignGuard: question('guard'),
    factsProbe: question('facts'),
    factNames: {
      known: new Map(Object.keys(options.facts ?? {}).map(name => [name, { isAlways: true }])),
      isInterface: isInterfaceFact,
      suggestion: suggestFact,
    },
    loadTasks: (file, inherited, play) => loadTasks(file, inherited, known, play),
    loadRole: (step, role, inherited, play) => loadRole(step, role, inherited, known, play),
    chooseHosts: choosingWithin(options.limit, inventory),
    controller: openController({
      folders: [folder, folder],
      decrypt: () => undefined,
      mask: text => masks.add(text),
      hostsOf: pattern => chooseHosts(pattern, inventory),
      warn: message => events.push({ type: 'warning', message, time: '' }),
      changes: () => changeTrackers.of(CONTROLLER).version,
      isRunning: () => isRunning.value,
      isCheckMode: options.isCheckMode ?? false,
      hasPredictions: () => predictions.get(CONTROLLER) !== undefined,
      dialectOf,
      isJinjaNative: false,
      managedText: 'Ansible managed',
    }),
    isRunning,
    ...(options.stepping === undefined ? {} : { stepping: options.stepping }),
    loadVars: file => loadVarsFile(file, { dialectOf }, readOwnVars),
    masks,
    emit: event => events.push({ ...event, time: '' } as RunEvent),
    signal: new AbortController().signal,
    limit: pLimit(10),
    started: { value: options.startAtTask === undefined },
    changeTrackers,
    warned: new Set(),
    predictions,
    writesOf: new Map(),
  }
  const plays = loadPlaybook(write('site.yml', playbook), known).plays.map(play => ({ play }))
  const warnings = await preflight(run, plays, { isThorough: options.isThorough ?? false })
  isRunning.value = true
  await runPlays(run, plays)
  const tallies = Object.fromEntries([...hosts.values()].map(host => [host.name, host.tally]))
  return {
    events,
    deeds,
    data,
    tallies,
    connected: [...connected],
    targets,
    warnings: warnings.all.map(each => each.message),
    folder,
  }
}

/**
 * Returns results as `HOST STATUS NAME`, in the order of the tasks. The hosts of one task, which finish in any
 * order, are sorted by name. Results of loop items are left out.
 */
export function resultsOf(run: HerdRun): string[] {
  const results = run.events.flatMap(event =>
    event.type === 'task.result' && event.item === undefined ? [event] : [],
  )
  const rounds: (typeof results)[] = []
  for (const result of results) {
    const last = rounds.at(-1)
    if (last?.[0]?.task === result.task && last.every(({ host }) => host !== result.host)) last.push(result)
    else rounds.push([result])
  }
  return rounds.flatMap(round =>
    round
      .sort((a, b) => (a.host < b.host ? -1 : 1))
      .map(({ host, status, name }) => `${host} ${status} ${name}`),
  )
}

type Line = <T>(work: () => T) => Promise<T>

/**
 * Creates a queue for the requests of a session: they are answered in order, each after the number of turns of the
 * event loop that `pace` returns.
 */
function lineOf(pace: () => number): Line {
  let last: Promise<unknown> = Promise.resolve()
  return work => {
    const turn = last.then(async () => {
      for (let turns = pace(); turns > 0; turns -= 1) await new Promise(resolve => setImmediate(resolve))
      return work()
    })
    last = turn.catch(() => {})
    return turn
  }
}

interface Simulation {
  readonly name: string
  readonly all: ReadonlyMap<string, HostData>
  readonly deeds: string[]
  readonly facts: Readonly<Record<string, unknown>>
  readonly line: Line
  readonly onWrite: () => void
}

/**
 * Creates a simulated host. It knows the commands `facts`, `get KEY`, `count KEY` (over all hosts), `put KEY VALUE`,
 * `forget KEY VALUE` and `say TEXT`.
 */
function simulatedHost({ name, all, deeds, facts, line, onWrite }: Simulation): Host {
  const data = all.get(name) ?? new Map<string, string>()
  const answer = (text: string): Answer => {
    const [, verb = '', rest = ''] = /^(\S+) ?(.*)$/s.exec(text) ?? []
    const [, key = '', value = ''] = /^(\S+) ?(.*)$/s.exec(rest) ?? []
    if (verb === 'put') data.set(key, value)
    if (verb === 'put' || verb === 'forget') deeds.push(`${name}: set ${key}=${value}`)
    if (verb === 'say') deeds.push(`${name}: ${rest}`)
    const count = [...all.values()].map(each => each.get(rest) ?? null)
    const known = new Map<string, unknown>([
      ['facts', facts],
      ['count', count],
    ])
    const content = known.has(verb) ? known.get(verb) : (data.get(rest) ?? null)
    return { status: 0, stdout: Buffer.from(JSON.stringify(content)), stderr: Buffer.alloc(0) }
  }
  return {
    name,
    ask: probe => line(() => probe.parse(answer(probe.script.text))),
    run: script => {
      onWrite()
      return line(() => answer(script.text))
    },
    write: async () => {
      throw new Error('a simulated host has no files')
    },
  }
}

function question<T>(text: string): Probe<T> {
  return { title: text, script: new ShellText(text), parse: ({ stdout }) => JSON.parse(stdout.toString()) }
}

function simulatedTypes(): Map<string, TaskType> {
  const set = defineTask({
    summary: 'A key of the host has a value.',
    example: 'set: { key: a, value: b }',
    unsupported: { unsafe_writes: 'remove it' },
    params: z.strictObject({
      key: z.string(),
      value: text(),
      fails: flag().default(false),
      forgets: flag().default(false),
      /** The number of requests that the change takes. */
      writes: z.number().default(1),
    }),
    check: async ({ params, host }) => {
      const before = await host.ask(question<string | null>(`get ${params.key}`))
      if (before === params.value) return inSync({ value: before })
      return plan([
        {
          resource: `key:${params.key}`,
          action: 'update',
          before: { value: before },
          after: { value: params.value },
        },
      ])
    },
    apply: async ({ params, host }) => {
      if (params.fails) throw new TaskError(`${params.key} cannot be set`, { outputs: { rc: 1 } })
      for (let write = 1; write < params.writes; write += 1)
        await host.run(new ShellText(`put ${params.key}.${write} ${params.value}`))
      await host.run(new ShellText(`${params.forgets ? 'forget' : 'put'} ${params.key} ${params.value}`))
    },
  })
  const read = defineTask({
    summary: 'Reads a key of the host.',
    example: 'read: a',
    params: z.strictObject({ key: z.string() }),
    shorthand: 'key',
    check: async ({ params, host }) =>
      inSync({ value: await host.ask(question<string | null>(`get ${params.key}`)) }),
  })
  const readAll = defineTask({
    summary: 'Reads a key of all hosts.',
    example: 'read_all: a',
    readsExternalState: true,
    params: z.strictObject({ key: z.string() }),
    shorthand: 'key',
    check: async ({ params, host }) =>
      inSync({ values: await host.ask(question<unknown>(`count ${params.key}`)) }),
  })
  const act = defineTask({
    summary: 'An action: always done, and noted.',
    example: 'act: { say: hello }',
    params: z.strictObject({
      say: text(),
      rc: z.number().default(0),
      isNeedless: z.boolean().default(false),
    }),
    shorthand: 'say',
    action: 'once',
    check: async ({ params }) => plan([{ resource: `act:${params.say}`, action: 'run' }]),
    apply: async ({ params, host }): Promise<Outputs> => {
      await host.run(new ShellText(`say ${params.say}`))
      if (params.rc !== 0)
        throw new TaskError(`rc ${params.rc}`, {
          outputs: { rc: params.rc, stdout: params.say, ...(params.isNeedless ? {} : { changed: true }) },
        })
      return { rc: 0, stdout: params.say, ...(params.isNeedless ? { changed: false } : {}) }
    },
  })
  const remember = defineTask({
    summary: 'Sets variables.',
    example: 'set_fact: { a: 1 }',
    params: z.looseObject({}),
    isLocal: true,
    check: async ({ params }) => inSync({}, { variables: params }),
  })
  const meta = defineTask({
    summary: 'A request to the engine.',
    example: 'meta: flush_handlers',
    params: z.strictObject({ action: z.enum(['flush_handlers', 'end_host', 'end_play', 'noop']) }),
    shorthand: 'action',
    isLocal: true,
    check: async ({ params }) => inSync({}, { control: params.action }),
  })
  const pair = composeTask({
    summary: 'Two keys, by two other tasks.',
    example: 'pair: { value: x }',
    params: z.strictObject({ value: text() }),
    expand: ({ params }) => [
      { type: 'set', params: { key: 'left', value: params.value } },
      { type: 'set', params: { key: 'right', value: params.value }, when: 'facts.has_right' },
    ],
  })
  const install = defineTask({
    summary: 'A package is there; several are installed in one.',
    example: 'install: { name: a }',
    params: z.strictObject({ name: z.string(), how: z.string().default('') }),
    batchLoop: { param: 'name', merge: (names: readonly string[][]) => names.flat() },
    check: async ({ params: { name }, host }) => {
      const isThere = (await host.ask(question<string | null>(`get ${name}`))) !== null
      return isThere ? inSync() : plan([{ resource: `package:${name}`, action: 'create' }], [name])
    },
    apply: async ({ host, plan: { data } }) => {
      if (data.includes('bad')) throw new TaskError(`no package bad: ${data.join(' ')}`)
      await host.run(new ShellText(`say install ${data.join(' ')}`))
      for (const name of data) await host.run(new ShellText(`put ${name} 1`))
    },
  })
  const types: [string, unknown][] = [
    ['set', set],
    ['act', act],
    ['set_fact', remember],
    ['meta', meta],
    ['pair', pair],
    ['install', install],
    ['read', read],
    ['read_all', readAll],
    ['assert', assertTask],
    ['fail', fail],
    ['debug', debug],
    ['add_host', addHost],
    ['group_by', groupBy],
    ['setup', setup],
    ['include_vars', includeVars],
    ['validate_argument_spec', validateArgumentSpec],
  ]
  return new Map(types as [string, TaskType][])
}

/** Guards need real hosts. */
function notHere(): never {
  throw new Error('simulated hosts cannot be guarded')
}
