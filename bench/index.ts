import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { CASES, type Case, CLEAR } from './cases.ts'
import { openDelay } from './delay.ts'
import { type BenchHost, labHosts, sshWords } from './hosts.ts'
import { type Measured, measure, run } from './measure.ts'
import { caseOf, type Entry, median, pageOf, plotOf, type Results } from './results.ts'
import { type Ready, TOOLS, type Tool } from './tools.ts'

const { values } = parseArgs({
  options: {
    cases: { type: 'string' },
    tools: { type: 'string' },
    runs: { type: 'string', default: '5' },
    dry: { type: 'boolean', default: false },
    // Whether cases that do not run now keep their earlier results.
    keep: { type: 'boolean', default: false },
  },
})
const chosen = <T extends { name: string }>(all: readonly T[], names: string | undefined): T[] =>
  all.filter(({ name }) => names === undefined || names.split(',').includes(name))
const runs = Number(values.runs)
const TODAY = new Date().toISOString().slice(0, 10)
// The other tools need Python, which the lab's bare hosts do not have.
const PYTHON =
  'command -v python3 >/dev/null || { apt-get update -qq && apt-get install -y -qq python3 >/dev/null; }'
const { full, light, login } = labHosts('inventory/lab.yml')
const work = mkdtempSync(join(tmpdir(), 'drover-bench-'))
const entries: Entry[] = []
try {
  for (const wanted of chosen(CASES, values.cases)) {
    entries.push(...(await runCase(wanted)))
    // Written after each case, so that a later failure or interruption does not lose the earlier results.
    if (!values.dry) writeResults()
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** Runs every tool in turn, several times. The first round brings the hosts to the state and is not counted. */
async function runCase(wanted: Case): Promise<Entry[]> {
  const hosts = (wanted.hosts === 'full' ? full : light).slice(0, wanted.count)
  if (hosts.length < wanted.count)
    throw new Error(`${wanted.name} needs ${wanted.count} hosts, the lab has ${hosts.length}`)
  const tools = chosen(TOOLS, values.tools).filter(({ name }) => !wanted.without?.includes(name))
  if (tools.some(({ name }) => /ansible|mitogen/.test(name))) await onAll(hosts, PYTHON)
  const delays =
    wanted.roundTrip > 0
      ? await Promise.all(hosts.map(host => openDelay(host.address, wanted.roundTrip)))
      : []
  const seen = hosts.map((host, at) => ({
    ...host,
    ...(delays[at] ? { address: '127.0.0.1', port: delays[at].port } : {}),
  }))
  const knownHosts = delays.length > 0 ? writeKnownHosts(hosts, seen) : login.knownHosts
  try {
    const ready = tools.map(tool => {
      const folder = join(work, wanted.name, tool.name)
      mkdirSync(folder, { recursive: true })
      return { tool, ...tool.prepare(folder, wanted, seen, { ...login, knownHosts }) }
    })
    return entriesOf(wanted.name, await measureInTurn(wanted, hosts, ready))
  } finally {
    for (const { close } of delays) close()
  }
}

interface ReadyTool extends Ready {
  readonly tool: Tool
}

/** Returns the measurements of each tool; a tool that fails has none. */
async function measureInTurn(wanted: Case, hosts: readonly BenchHost[], tools: readonly ReadyTool[]) {
  const figures = new Map<string, Measured[]>(tools.map(({ tool }) => [tool.name, []]))
  await onAll(hosts, CLEAR)
  for (let round = 0; round <= runs; round += 1) {
    for (const ready of tools) {
      const { name } = ready.tool
      const measured = figures.get(name)
      if (!measured) continue
      try {
        const figure = await measureOnce(wanted, hosts, ready)
        if (round > 0) measured.push(figure)
      } catch (error) {
        if (/^(floor|drover)/.test(name)) throw error
        console.log(`${wanted.name}: ${name} failed, and is left out: ${(error as Error).message}`)
        figures.delete(name)
      }
    }
  }
  return figures
}

async function measureOnce(
  { state }: Case,
  hosts: readonly BenchHost[],
  { tool, command, environment }: ReadyTool,
): Promise<Measured> {
  if (state === 'first') await onAll(hosts, CLEAR)
  if (tool.isWarm && state === 'unchanged') await measure(command, environment)
  return measure(command, environment)
}

async function onAll(hosts: readonly BenchHost[], script: string): Promise<void> {
  const waiting = [...hosts]
  const work = async (): Promise<void> => {
    for (let host = waiting.shift(); host; host = waiting.shift()) {
      const { status, output } = await run([...sshWords(host, login), script])
      if (status !== 0) throw new Error(`${host.name}: ${output}`)
    }
  }
  await Promise.all(Array.from({ length: 10 }, work))
}

/** Writes the hosts' keys under the addresses of the relays. */
function writeKnownHosts(hosts: readonly BenchHost[], seen: readonly BenchHost[]): string {
  const lines = readFileSync(login.knownHosts, 'utf8').split('\n')
  const renamed = hosts.flatMap((host, at) => {
    const line = lines.find(each => each.split(' ')[0]?.split(',').includes(host.address))
    const key = line?.split(' ').slice(1).join(' ')
    return key === undefined ? [] : [`[127.0.0.1]:${seen[at]?.port} ${key}`]
  })
  const file = join(work, 'known_hosts')
  writeFileSync(file, `${renamed.join('\n')}\n`)
  return file
}

function entriesOf(name: string, figures: ReadonlyMap<string, readonly Measured[]>): Entry[] {
  const medianOf = (all: readonly Measured[], field: 'seconds' | 'cpuSeconds' | 'megabytes'): number =>
    Number(median(all.map(each => each[field])).toFixed(3))
  const floor = medianOf(figures.get('floor') ?? [], 'seconds')
  const made = [...figures].map(([tool, all]): Entry => {
    const trips = tripsOf(all.at(-1)?.output ?? '')
    const seconds = medianOf(all, 'seconds')
    return {
      ...{
        name: tool.endsWith('-warm') ? `${name}-warm` : name,
        tool: tool.replace(/-warm$/, ''),
      },
      date: TODAY,
      median_s: seconds,
      ratio_to_floor: floor > 0 ? Number((seconds / floor).toFixed(3)) : 0,
      controller_cpu_s: medianOf(all, 'cpuSeconds'),
      controller_rss_mb: medianOf(all, 'megabytes'),
      ...(trips === undefined ? {} : { round_trips: trips }),
    }
  })
  for (const { name: shown, tool, median_s, ratio_to_floor } of made)
    console.log(
      `${shown.padEnd(28)} ${tool.padEnd(20)} ${median_s.toFixed(2).padStart(8)} s  ${ratio_to_floor.toFixed(2).padStart(7)} × floor`,
    )
  return made
}

/** Returns the maximum number of round trips of any host, from the last event of a run. */
function tripsOf(output: string): number | undefined {
  const found = /"costs":(\{.*\}),"time"/.exec(output)?.[1]
  if (found === undefined) return undefined
  const costs = JSON.parse(found) as Record<string, { roundTrips: number }>
  return Math.max(...Object.values(costs).map(({ roundTrips }) => roundTrips))
}

function writeResults(): void {
  const version = (program: string, ...words: string[]): string =>
    /\d+(\.\d+)+/.exec(execFileSync(program, words, { encoding: 'utf8' }))?.[0] ?? ''
  const results: Results = {
    date: TODAY,
    machine: `${cpus().length} cores`,
    versions: {
      node: process.versions.node,
      'ansible-core': version('ansible-playbook', '--version'),
      'ansible-mitogen': version('dpkg-query', '-W', '-f', '${Version}', 'ansible-mitogen'),
    },
    runs,
    cases: inOrder(values.keep ? [...keptEntries(), ...entries] : entries),
  }
  writeFileSync('bench/results.json', `${JSON.stringify(results, null, 2)}\n`)
  writeFileSync('docs/benchmarks.md', pageOf(results))
  writeFileSync('docs/benchmarks.svg', plotOf(results))
}

/** Sorts entries in the order of the cases, whenever they were measured. */
function inOrder(all: readonly Entry[]): Entry[] {
  const names = CASES.map(({ name }) => name)
  return [...all].sort((one, other) => names.indexOf(caseOf(one.name)) - names.indexOf(caseOf(other.name)))
}

function keptEntries(): Entry[] {
  const { cases } = JSON.parse(readFileSync('bench/results.json', 'utf8')) as Results
  const measured = new Set(entries.map(({ name }) => caseOf(name)))
  return cases.filter(({ name }) => !measured.has(caseOf(name)))
}
