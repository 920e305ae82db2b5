import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { parseExtraVars } from '../../src/config/extra-vars.ts'
import { implicitLocalhost, loadInventory } from '../../src/config/load-inventory.ts'
import { chooseHosts } from '../../src/config/patterns.ts'
import { loadPlaybook, loadTasks } from '../../src/config/playbook.ts'
import { loadVarsFile } from '../../src/config/yaml.ts'
import type { RunContext } from '../../src/engine/context.ts'
import type { RunEvent, Tally } from '../../src/engine/events.ts'
import { newHostState } from '../../src/engine/host-state.ts'
import { preflight } from '../../src/engine/preflight.ts'
import { runPlay } from '../../src/engine/run-play.ts'
import { UnreachableError } from '../../src/errors.ts'
import type { Host } from '../../src/host/host.ts'
import {
  defineTask,
  flag,
  inSync,
  type Outputs,
  plan,
  TaskError,
  type TaskType,
  text,
  z,
} from '../../src/task.ts'
import { Masks } from '../../src/values/secret.ts'

/** What a simulated host is: a map of keys, each written by the task type `set`. */
export type HostData = Map<string, string>

export interface HerdRun {
  readonly events: RunEvent[]
  /** `host: what it did`, in the order in which it happened. */
  readonly deeds: string[]
  readonly data: ReadonlyMap<string, HostData>
  readonly tallies: Readonly<Record<string, Tally>>
  /** Hosts that a session was opened to, each once. */
  readonly connected: readonly string[]
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
  readonly data?: ReadonlyMap<string, HostData>
  readonly facts?: Readonly<Record<string, unknown>>
}

const THREE_HOSTS = 'web: { hosts: { "node[1:3]": {} } }'

/** Runs a playbook's text over simulated hosts with the real engine: only the hosts and their task types are made up. */
export async function runHerd(playbook: string, options: HerdOptions = {}): Promise<HerdRun> {
  const folder = mkdtempSync(join(tmpdir(), 'drover-herd-'))
  const write = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  for (const [name, content] of Object.entries(options.files ?? {})) write(name, content)
  const inventory = loadInventory([write('hosts.yml', options.inventory ?? THREE_HOSTS)])
  const events: RunEvent[] = []
  const deeds: string[] = []
  const connected = new Set<string>()
  const types = simulatedTypes(deeds)
  const hosts = new Map([...inventory.hosts].map(([name, host]) => [name, newHostState(host)]))
  const data =
    options.data ?? new Map([...hosts.keys(), 'localhost'].map(name => [name, new Map<string, string>()]))
  const known = { taskTypes: [...types.keys()] }
  const run: RunContext = {
    settings: {
      isCheckMode: options.isCheckMode ?? false,
      showDiff: false,
      tags: options.tags ?? [],
      skipTags: options.skipTags ?? [],
      forks: 10,
      forceHandlers: false,
      extraVars: parseExtraVars(options.extraVars ?? [], folder),
      connection: { become: false },
      projectDir: folder,
      inventoryDir: folder,
      ...(options.startAtTask === undefined ? {} : { startAtTask: options.startAtTask }),
    },
    inventory,
    types: { names: known.taskTypes, load: async name => types.get(name) as TaskType },
    hosts,
    localhost: newHostState(implicitLocalhost()),
    connect: async target => {
      connected.add(target.name)
      if (options.unreachable?.includes(target.name))
        throw new UnreachableError(`${target.name} does not answer`)
      return {
        host: () => simulatedHost(target.name, data.get(target.name) ?? new Map(), options.facts ?? {}),
      }
    },
    disconnect: async () => {},
    factsProbe: { title: 'facts', script: undefined as never, parse: () => ({}) },
    loadTasks: (file, inherited) => loadTasks(file, inherited, known),
    loadVars: loadVarsFile,
    masks: new Masks(),
    emit: event => events.push({ ...event, time: '' } as RunEvent),
    signal: new AbortController().signal,
    limit: pLimit(10),
    started: { value: options.startAtTask === undefined },
  }
  const limited = options.limit === undefined ? undefined : chooseHosts(options.limit, inventory)
  const plays = loadPlaybook(write('site.yml', playbook), known).plays.map(play => {
    const pattern = play.hosts.kind === 'scalar' ? String(play.hosts.value) : ''
    const names = pattern === 'localhost' ? [] : chooseHosts(pattern, inventory, play.hostsPlace)
    const chosen = names.filter(name => !limited || limited.includes(name)).map(name => hosts.get(name)!)
    return { play, hosts: pattern === 'localhost' ? [run.localhost] : chosen }
  })
  await preflight(run, plays)
  for (const { play, hosts: chosen } of plays) if ((await runPlay(run, play, chosen)) === 'end the run') break
  const tallies = Object.fromEntries([...hosts.values()].map(host => [host.name, host.tally]))
  return { events, deeds, data, tallies, connected: [...connected] }
}

/** Results as `host status name`, in the order in which they were reported; items of loops are left out. */
export function resultsOf(run: HerdRun): string[] {
  return run.events.flatMap(event =>
    event.type === 'task.result' && event.item === undefined
      ? [`${event.host} ${event.status} ${event.name}`]
      : [],
  )
}

interface SimulatedHost extends Host {
  readonly data: HostData
}

function simulatedHost(
  name: string,
  data: HostData,
  facts: Readonly<Record<string, unknown>>,
): SimulatedHost {
  const refuse = async (): Promise<never> => {
    throw new Error('a simulated host runs no scripts')
  }
  return { name, data, ask: async <T>() => facts as T, run: refuse, write: refuse }
}

function simulatedTypes(deeds: string[]): Map<string, TaskType> {
  const dataOf = (host: object): HostData => (host as SimulatedHost).data
  const set = defineTask({
    summary: 'A key of the host has a value.',
    example: 'set: { key: a, value: b }',
    params: z.strictObject({
      key: z.string(),
      value: text(),
      fails: flag().default(false),
      forgets: flag().default(false),
    }),
    check: async ({ params, host }) => {
      const before = dataOf(host).get(params.key) ?? null
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
      deeds.push(`${host.name}: set ${params.key}=${params.value}`)
      if (!params.forgets) dataOf(host).set(params.key, params.value)
    },
  })
  const act = defineTask({
    summary: 'An action: always done, and noted.',
    example: 'act: { say: hello }',
    params: z.strictObject({ say: text(), rc: z.number().default(0) }),
    bare: 'say',
    isAction: true,
    check: async ({ params }) => plan([{ resource: `act:${params.say}`, action: 'run' }]),
    apply: async ({ params, host }): Promise<Outputs> => {
      deeds.push(`${host.name}: ${params.say}`)
      if (params.rc !== 0)
        throw new TaskError(`rc ${params.rc}`, { outputs: { rc: params.rc, stdout: params.say } })
      return { rc: 0, stdout: params.say }
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
    bare: 'action',
    isLocal: true,
    check: async ({ params }) => inSync({}, { control: params.action }),
  })
  const pair = defineTask({
    summary: 'Two keys, by two other tasks.',
    example: 'pair: { value: x }',
    params: z.strictObject({ value: text() }),
    expand: ({ params }) => [
      { type: 'set', params: { key: 'left', value: params.value } },
      { type: 'set', params: { key: 'right', value: params.value }, when: 'facts.has_right' },
    ],
  })
  const types: [string, unknown][] = [
    ['set', set],
    ['act', act],
    ['set_fact', remember],
    ['meta', meta],
    ['pair', pair],
  ]
  return new Map(types as [string, TaskType][])
}
