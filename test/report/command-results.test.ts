import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunEvent } from '../../src/engine/state/events.ts'
import { type CommandOutput, reportCommand } from '../../src/report/command-results.ts'
import { makeStyle } from '../../src/report/style.ts'

const time = '2026-11-28T12:00:00.000Z'
const task = { time, task: 'command line:1:1', name: 'shell', taskType: 'shell' }

type Outcome = {
  status?: 'changed' | 'failed' | 'unreachable'
  rc?: number
  out?: string
  err?: string
  message?: string
  hint?: string
}

function result(
  host: string,
  { status = 'changed', rc, out = '', err = '', message, hint }: Outcome,
): RunEvent {
  const outputs = rc === undefined ? {} : { rc, stdout: out, stderr: err }
  return {
    ...{ ...task, type: 'task.result', host, status, changes: [], outputs, milliseconds: 1 },
    ...{
      isIgnored: false,
      isRescued: false,
      ...(message === undefined ? {} : { message }),
      ...(hint === undefined ? {} : { hint }),
    },
  }
}

function report(hosts: readonly string[], events: readonly RunEvent[], options: Partial<CommandOutput> = {}) {
  const said = { stdout: '', stderr: '' }
  const reporter = reportCommand({
    stdout: text => {
      said.stdout += text
    },
    stderr: text => {
      said.stderr += text
    },
    ...{ isLive: false, isJson: false, style: makeStyle(false, false), ...options },
  })
  reporter.event({ type: 'play.start', time, play: 'all', place: 'command line:1:1', hosts })
  for (const event of events) reporter.event(event)
  reporter.event({ type: 'run.end', time, exit_code: 0, milliseconds: 1, hosts: {}, costs: {} })
  return said
}

const line = (host: string, text: string, stream: 'stdout' | 'stderr' = 'stdout'): RunEvent => ({
  ...{ ...task, type: 'task.output', host, stream, line: text },
})

test('hosts with equal output are shown together, and failed hosts come last', () => {
  const said = report(
    ['web1', 'web2', 'web3', 'db1', 'db2'],
    [
      result('db2', { status: 'unreachable', message: 'cannot connect to db2', hint: 'is it up?' }),
      result('web3', { rc: 0, out: 'b' }),
      result('db1', { status: 'failed', rc: 3, out: 'a', err: 'no' }),
      result('web2', { rc: 0, out: 'a\nb\n' }),
      result('web1', { rc: 0, out: 'a\nb\n' }),
    ],
  )
  assert.is(
    said.stdout,
    `
+ 2 hosts: web1 web2
  a
  b

+ 1 host: web3
  b

x 1 host: db1  exit code 3
  a
  no

x 1 host: db2  unreachable
  cannot connect to db2
  hint: is it up?
`,
  )
  assert.is(said.stderr, '')
})

test('outputs are compared literally, also if they contain the name of the host', () => {
  const own = report(
    ['web1', 'web2'],
    [result('web1', { rc: 0, out: 'web1\n' }), result('web2', { rc: 0, out: 'web2\n' })],
  )
  assert.match(own.stdout, /1 host: web1\n {2}web1\n/)
  assert.match(own.stdout, /1 host: web2\n {2}web2\n/)
  const short = report(
    ['a', 'b'],
    [result('a', { rc: 0, out: 'abba\n' }), result('b', { rc: 0, out: 'abba\n' })],
  )
  assert.match(short.stdout, /2 hosts: a b\n {2}abba\n/)
})

test('hosts with the same failure are shown together, although each message names its host', () => {
  const gone = (host: string): RunEvent => result(host, { status: 'unreachable', message: `${host} is gone` })
  assert.match(report(['a1', 'b1'], [gone('a1'), gone('b1')]).stdout, /^\nx 2 hosts: a1 b1 {2}unreachable\n/)
})

test('the output of a single host is shown as it arrives, on the matching stream', () => {
  const said = report(
    ['web1'],
    [
      line('web1', 'a'),
      line('web1', 'no', 'stderr'),
      result('web1', { status: 'failed', rc: 3, out: 'a', err: 'no' }),
    ],
  )
  assert.equal(said, { stdout: 'a\n', stderr: 'no\nweb1: exit code 3\n' })
})

test("on a terminal, lines of several hosts are shown as they arrive, with the host's name", () => {
  const events = [line('web1', 'a'), result('web1', { rc: 0, out: 'a' }), result('web2', { rc: 0 })]
  const said = report(['web1', 'web2'], events, { isLive: true })
  assert.is(said.stdout, 'web1 | a\n\n+ 1 host: web1\n  a\n\n+ 1 host: web2\n  (no output)\n')
})

test('with `isJson`, the report is one JSON document with the hosts in their order', () => {
  const events = [
    result('b', { rc: 0, out: 'x' }),
    line('a', 'y'),
    result('a', { status: 'failed', rc: 1, err: 'y' }),
  ]
  const { stdout } = report(['a', 'b'], events, { isJson: true })
  assert.is(
    stdout,
    `${JSON.stringify(
      {
        hosts: {
          a: { status: 'failed', rc: 1, stdout: '', stderr: 'y' },
          b: { status: 'ok', rc: 0, stdout: 'x', stderr: '' },
        },
      },
      null,
      2,
    )}\n`,
  )
})

test('control characters in the output of a host are escaped', () => {
  const said = report(['web1'], [line('web1', '\u001b[2J'), result('web1', { rc: 0, out: '\u001b[2J' })])
  assert.is(said.stdout, '\\x1b[2J\n')
})

test.run()
