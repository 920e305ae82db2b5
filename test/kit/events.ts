import type { RunEndEvent, RunEvent, Tally, TaskResultEvent } from '../../src/engine/state/events.ts'

const REF = { task: 'site.yml:3:7', name: 'Write the file', taskType: 'file' }
const TIME = '2026-01-01T00:00:00.000Z'

/** Returns the event for the result of a task on a host. The status is `ok` unless `fields` sets it. */
export function result(host: string, fields: Partial<TaskResultEvent> = {}): TaskResultEvent {
  return {
    type: 'task.result',
    time: TIME,
    ...REF,
    host,
    status: 'ok',
    changes: [],
    isIgnored: false,
    isRescued: false,
    milliseconds: 1,
    outputs: {},
    ...fields,
  }
}

export function taskStart(
  hosts: readonly string[],
  name = REF.name,
): Extract<RunEvent, { type: 'task.start' }> {
  return { type: 'task.start', time: TIME, ...REF, name, hosts, isHandler: false }
}

export function taskEnd(): Extract<RunEvent, { type: 'task.end' }> {
  return { type: 'task.end', time: TIME, ...REF }
}

export function runStart(isCheckMode: boolean): Extract<RunEvent, { type: 'run.start' }> {
  return {
    type: 'run.start',
    time: TIME,
    events: 1,
    run: 'x',
    playbooks: ['site.yml'],
    isCheckMode,
    version: '1',
  }
}

export function playStart(play: string, hosts: readonly string[]): Extract<RunEvent, { type: 'play.start' }> {
  return { type: 'play.start', time: TIME, play, place: 'site.yml:1:3', hosts }
}

export function taskOutput(host: string, line: string): Extract<RunEvent, { type: 'task.output' }> {
  return { type: 'task.output', time: TIME, ...REF, host, stream: 'stdout', line }
}

export function runEnd(hosts: Readonly<Record<string, Partial<Tally>>>): RunEndEvent {
  return {
    type: 'run.end',
    time: TIME,
    exit_code: 0,
    milliseconds: 1234,
    costs: {},
    hosts: Object.fromEntries(Object.entries(hosts).map(([host, tally]) => [host, { ...NOTHING, ...tally }])),
  }
}

const NOTHING: Tally = {
  ok: 0,
  changed: 0,
  skipped: 0,
  failed: 0,
  unreachable: 0,
  rescued: 0,
  ignored: 0,
  unknown: 0,
}
