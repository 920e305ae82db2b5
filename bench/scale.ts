import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Probe } from '../src/remote/probe.ts'
import { openSession, type Session } from '../src/remote/session.ts'
import { type Connections, runPlaybooks } from '../src/run.ts'
import type { Answer } from '../src/shell/exchange.ts'

// Measures how the controller's own work grows with the number of hosts. The engine, the task types and the answers
// are real; each answer is requested once and then given to every host. The cost of ssh is not included; the
// benchmark measures it.

/** The measurements for one number of hosts. */
interface Point {
  readonly hosts: number
  readonly seconds: number
  readonly cpuSeconds: number
  /** The peak memory of the process. */
  readonly megabytes: number
}

const TASKS = 10

if (process.argv[2] === 'one') await one(Number(process.argv[3]))
else await all(process.argv.slice(2).map(Number))

/** Measures each number of hosts in its own process, so that none inherits the memory of another. */
async function all(sizes: readonly number[]): Promise<void> {
  const { execFileSync } = await import('node:child_process')
  const points = (sizes.length > 0 ? sizes : [10, 100, 1000, 3000, 10_000]).map(hosts => {
    const words = [...process.execArgv, import.meta.filename, 'one', String(hosts)]
    const point = JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' })) as Point
    console.log(
      `${String(hosts).padStart(6)} hosts × ${TASKS}: ${point.seconds.toFixed(1)} s, ${point.cpuSeconds.toFixed(1)} s of CPU, ${Math.round(point.megabytes)} MB`,
    )
    return point
  })
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || first === last) return
  const more = last.hosts - first.hosts
  console.log(
    `each further host: ${(((last.cpuSeconds - first.cpuSeconds) / more) * 1000).toFixed(2)} ms of CPU, ${(((last.megabytes - first.megabytes) / more) * 1024).toFixed(0)} KB`,
  )
}

async function one(hosts: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'drover-scale-'))
  const real = await openSession({
    name: 'here',
    connection: 'local',
    address: 'here',
    sshArgs: [],
    connectTimeout: 10,
  })
  try {
    const play = writePlay(folder, hosts)
    await run(play, 1, real)
    const began = { at: performance.now(), cpu: process.cpuUsage() }
    await run(play, hosts, real)
    const { user, system } = process.cpuUsage(began.cpu)
    const point: Point = {
      hosts,
      seconds: (performance.now() - began.at) / 1000,
      cpuSeconds: (user + system) / 1e6,
      megabytes: process.resourceUsage().maxRSS / 1024,
    }
    process.stdout.write(JSON.stringify(point))
  } finally {
    await real.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function writePlay(folder: string, hosts: number): { playbook: string; inventory: string } {
  const root = join(folder, 'root')
  mkdirSync(root)
  const inventory = join(folder, 'hosts.yml')
  const playbook = join(folder, 'site.yml')
  writeFileSync(inventory, `all: { hosts: { "h[1:${hosts}]": { greeting: hello } } }`)
  const kinds = [
    (id: number) => ({ file: { path: `${root}/d${id}`, state: 'directory', mode: '0755' } }),
    (id: number) => ({ copy: { dest: `${root}/c${id}`, content: `{{greeting}} ${id}`, mode: '0644' } }),
    (id: number) => ({
      lineinfile: { path: `${root}/l${id}`, line: '{{greeting}}', create: true, mode: '0644' },
    }),
  ]
  const tasks = Array.from({ length: TASKS }, (_, id) => kinds[id % kinds.length]?.(id))
  writeFileSync(playbook, JSON.stringify([{ hosts: 'all', tasks }]))
  return { playbook, inventory }
}

async function run(
  play: { playbook: string; inventory: string },
  hosts: number,
  real: Session,
): Promise<void> {
  const code = await runPlaybooks(
    {
      ...{ playbooks: [play.playbook], inventory: [play.inventory], check: false, diff: false },
      ...{
        extraVars: [],
        tags: [],
        skipTags: [],
        become: false,
        forceHandlers: false,
        lookAhead: true,
        persist: false,
      },
      ...{ forks: 2000, limit: hosts === 1 ? 'h1' : 'all' },
    },
    { event: () => {}, close: async () => {} },
    new AbortController().signal,
    // The first host is really changed, so its later probes must be answered by the host itself.
    hosts === 1 ? single(real) : simulated(real),
  )
  if (code !== 0) throw new Error(`the play ended with ${code}`)
}

function single(real: Session): Connections {
  return {
    open: async () => real,
    openNew: async () => real,
    find: () => real,
    close: async () => {},
    closeSession: async () => {},
    closeAll: async () => {},
    costs: () => ({}),
  }
}

/** Creates a session for every host. An answer of one host is used for all others. */
function simulated(real: Session): Connections {
  const answers = new Map<string, Promise<Answer>>()
  const sessions = new Map<string, Session>()
  const asReal = real.host()
  const ask = async <T>(probe: Probe<T>): Promise<T> => {
    const { text } = probe.script
    const whole: Probe<Answer> = {
      title: probe.title,
      script: probe.script,
      answers: [0, 1, 2, 3],
      parse: given => given,
    }
    const answer = answers.get(text) ?? asReal.ask(whole)
    answers.set(text, answer)
    return probe.parse(await answer)
  }
  const find: Connections['find'] = target => sessions.get(target.name)
  return {
    find,
    open: async target => {
      const known = find(target) ?? { ...real, host: told => ({ ...real.host(told), ask }) }
      sessions.set(target.name, known)
      return known
    },
    openNew: async () => real,
    close: async () => {},
    closeSession: async () => {},
    closeAll: async () => {},
    costs: () => ({}),
  }
}
