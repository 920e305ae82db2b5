import type { RunEvent } from '../../src/engine/state/events.ts'
import { runEnd, runStart } from './events.ts'

const TYPES = ['copy', 'template', 'file', 'package', 'systemd', 'command', 'user', 'lineinfile']
const START = Date.parse('2026-01-01T00:00:00.000Z')

/**
 * Yields the events of a run that resembles a real one: most tasks are ok, some change files that contain the host's
 * name, some are skipped, commands print output, and a few hosts fail.
 */
export function* largeRun(hostCount: number, taskCount: number): Generator<RunEvent> {
  const hosts = Array.from({ length: hostCount }, (_, at) => `web${at + 1}`)
  const at = (task: number, more = 0): string => new Date(START + task * 400 + more).toISOString()
  yield runStart(false)
  yield { type: 'play.start', time: at(0), play: 'web servers', place: 'site.yml:1:3', hosts }
  const failed = new Set<string>()
  for (let nth = 0; nth < taskCount; nth += 1) {
    const taskType = TYPES[nth % TYPES.length] ?? 'file'
    const ref = { task: `site.yml:${10 + nth * 5}:7`, name: `Configure part ${nth + 1}`, taskType }
    yield { type: 'task.start', time: at(nth), ...ref, hosts, isHandler: false }
    for (const [number, host] of hosts.entries()) {
      if (failed.has(host)) continue
      if (number % 97 === 13 && nth === 60 % taskCount) {
        failed.add(host)
        yield {
          ...resultOf(host, ref, at(nth, 90), 'failed'),
          message: `\`systemctl restart app\` on ${host} ended with status 1: unit app failed\nsee the log`,
          hint: 'look at `journalctl --unit app`',
        }
      } else if (nth % 11 === 7 && number % 3 === 0) yield resultOf(host, ref, at(nth, 5), 'skipped')
      else if (nth % 5 === 1) yield changed(host, ref, at(nth, 30 + (number % 50)))
      else yield resultOf(host, ref, at(nth, 10 + (number % 40)), 'ok')
    }
    yield { type: 'task.end', time: at(nth, 390), ...ref }
  }
  const tallies = hosts.map(host => [host, { failed: failed.has(host) ? 1 : 0 }] as const)
  yield { ...runEnd(Object.fromEntries(tallies)), exit_code: 2, milliseconds: taskCount * 400 }
}

type Result = Extract<RunEvent, { type: 'task.result' }>

function resultOf(
  host: string,
  ref: Pick<Result, 'task' | 'name' | 'taskType'>,
  time: string,
  status: Result['status'],
): Result {
  const isCommand = ref.taskType === 'command'
  const facts = { dest: `/etc/app/${ref.name}`, owner: 'root', group: 'root', mode: '0644', size: 4711 }
  const printed = {
    rc: 0,
    stdout: `${host}: ${ref.name} is up\nand well`,
    stderr: '',
    cmd: ['app', 'status'],
  }
  return {
    ...{ type: 'task.result', time, ...ref, host, status, changes: [], isIgnored: false, isRescued: false },
    ...{ milliseconds: 12, outputs: { changed: false, ...(isCommand ? printed : facts) } },
  }
}

function changed(host: string, ref: Pick<Result, 'task' | 'name' | 'taskType'>, time: string): Result {
  const lines = Array.from({ length: 30 }, (_, at) => `option_${at} = value ${at} of ${ref.name}`)
  const before = lines.join('\n')
  const after = [...lines.slice(0, 10), `name = ${host}`, ...lines.slice(12)].join('\n')
  const change = {
    action: 'update',
    before: { sha256: 'a' },
    after: { sha256: 'b' },
    text: { before, after },
  }
  return {
    ...resultOf(host, ref, time, 'changed'),
    changes: [{ resource: `file:/etc/app/${ref.name}`, ...change }],
  }
}
