import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { RunEndEvent, RunEvent, TaskResultEvent } from '../../src/engine/state/events.ts'

const ROOT = join(import.meta.dirname, '../..')

export interface Outcome {
  readonly status: number | null
  readonly events: readonly RunEvent[]
  readonly results: readonly TaskResultEvent[]
  readonly end: RunEndEvent
  readonly stderr: string
}

/** Runs the built command as a user would, and parses the events that it prints. */
export function runDrover(words: readonly string[], input = ''): Outcome {
  const command = [join(ROOT, 'dist/run.cjs'), 'playbook', '-o', 'ndjson', ...words]
  const { stdout, stderr, status } = spawnSync(process.execPath, command, {
    cwd: ROOT,
    encoding: 'utf8',
    input,
    maxBuffer: 256 << 20,
  })
  const events = stdout
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as RunEvent)
  const end = events.find(event => event.type === 'run.end')
  if (!end) throw new Error(`the run did not come to its end (status ${status}):\n${stderr}`)
  const results = events
    .filter(event => event.type === 'task.result')
    .filter(event => event.item === undefined)
  return { status, events, results, end, stderr }
}

/** Counts the results of each status over all hosts. */
export function countsOf({ end }: Outcome): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const tally of Object.values(end.hosts)) {
    for (const [status, count] of Object.entries(tally)) counts[status] = (counts[status] ?? 0) + count
  }
  return counts
}

/** Runs a command on a lab host as root and returns its output; throws if the command fails. */
export function onHost(host: string, command: string): string {
  const { stdout, stderr, status } = spawnSync('ssh', [`root@${host}`, command], {
    encoding: 'utf8',
    maxBuffer: 256 << 20,
  })
  if (status !== 0) throw new Error(`${host}: ${command}: status ${status}: ${stderr}${stdout}`)
  return stdout
}

/** Runs a command of the lab. */
export function lab(...words: string[]): string {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), join(ROOT, 'lab/index.ts'), ...words],
    { cwd: ROOT, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`lab ${words.join(' ')}: status ${status}: ${stderr}${stdout}`)
  return stdout
}
