import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunEvent } from '../../src/engine/state/events.ts'
import { InputError } from '../../src/errors.ts'
import { reportJunit } from '../../src/report/junit.ts'
import { playStart, result, runEnd } from '../kit/events.ts'

function reported(...events: readonly RunEvent[]): string {
  let written = ''
  const reporter = reportJunit(text => {
    written += text
  })
  for (const event of events) reporter.event(event)
  return written
}

const failed = {
  status: 'failed',
  message: 'exit 3\na < b & "c"',
  hint: 'look at the log',
  milliseconds: 1500,
  outputs: { stdout: 'out\u001b[31m', stderr: '' },
} as const

test('a play is a test suite, and a task on a host is a test case with its message and place', () => {
  const text = reported(
    playStart('Web v1.2', ['web1.example.com', 'web2']),
    result('web1.example.com', failed),
    result('web2', { status: 'skipped', message: 'flag is false' }),
    { ...runEnd({}), exit_code: 2 },
  )
  assert.is(
    text,
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="drover" tests="2" failures="1" errors="0" skipped="1" time="1.501">
<testsuite name="Web v1.2" timestamp="2026-01-01T00:00:00" tests="2" failures="1" errors="0" skipped="1" time="1.501">
<testcase classname="Web v1_2" name="Write the file [web1.example.com]" file="site.yml" line="3" time="1.500">
<failure message="exit 3" type="failed">exit 3
a &lt; b &amp; &quot;c&quot;
hint: look at the log
on web1.example.com
at site.yml:3:7
stdout:
  out\\x1b[31m</failure>
</testcase>
<testcase classname="Web v1_2" name="Write the file [web2]" file="site.yml" line="3" time="0.001">
<skipped message="flag is false"/>
</testcase>
</testsuite>
</testsuites>
`,
  )
})

test('a play without hosts is a skipped test case', () => {
  const text = reported(
    { type: 'warning', time: '2026-01-01T00:00:00.000Z', message: 'it has no hosts', play: 'site.yml:5:3' },
    playStart('Web', ['a']),
    result('a', { status: 'ok' }),
    runEnd({}),
  )
  assert.match(text, '<testsuites name="drover" tests="2" failures="0" errors="0" skipped="1"')
  assert.match(
    text,
    '<testcase classname="plays without hosts" name="site.yml:5:3" file="site.yml" line="5">\n<skipped message="it has no hosts"/>\n</testcase>',
  )
})

const outcomes: [fields: Parameters<typeof result>[1], inner: string][] = [
  [{ status: 'ok' }, ''],
  [{ status: 'unknown', message: 'depends on x' }, '<skipped message="depends on x"/>'],
  [
    { status: 'unreachable', message: 'no route' },
    '<error message="no route" type="unreachable">no route\non a\nat site.yml:3:7</error>',
  ],
  [
    { status: 'failed', message: 'no', isIgnored: true },
    '<system-out>this failure is ignored:\nno\non a\nat site.yml:3:7</system-out>',
  ],
  [
    { status: 'failed', message: 'no', isRescued: true },
    '<system-out>a rescue handles this failure:\nno\non a\nat site.yml:3:7</system-out>',
  ],
  [
    {
      status: 'changed',
      isPredicted: true,
      changes: [{ resource: 'file:/etc/motd', action: 'create', before: null, after: {} }],
    },
    '<system-out>would change\ncreate /etc/motd</system-out>',
  ],
]

for (const [fields, inner] of outcomes) {
  test(`the result ${JSON.stringify(fields)} becomes ${inner || 'a passed case'}`, () => {
    const text = reported(playStart('Web', ['a']), result('a', fields), runEnd({}))
    const [, found = ''] = /<testcase[^\n]*[^/]>\n(.*)\n<\/testcase>/s.exec(text) ?? []
    assert.is(found, inner)
    assert.match(text, '<testcase ')
  })
}

test('failed items of a loop are part of the failure of their task, not test cases', () => {
  const text = reported(
    playStart('Web', ['a']),
    result('a', { status: 'failed', item: 'x', message: 'no x', hint: 'make x' }),
    result('a', { status: 'ok', item: 'y' }),
    result('a', { status: 'failed', message: '1 of 2 items failed' }),
    runEnd({}),
  )
  assert.match(text, '>1 of 2 items failed\n(item x) no x\nhint: make x\non a\n')
  assert.is(text.split('<testcase').length, 2)
})

test('equal names within one play are numbered, and those of other plays are not', () => {
  const text = reported(
    playStart('Web', ['a']),
    ...[result('a'), result('a'), playStart('Db', ['a']), result('a'), runEnd({})],
  )
  assert.equal(
    [...text.matchAll(/classname="(.*?)" name="(.*?)"/g)].map(([, play, name]) => [play, name]),
    [
      ['Web', 'Write the file [a]'],
      ['Web', 'Write the file [a] #2'],
      ['Db', 'Write the file [a]'],
    ],
  )
})

test('an interrupted run is reported as an error', () => {
  const text = reported(playStart('Web', ['a']), result('a'), { ...runEnd({}), exit_code: 130 })
  assert.match(text, 'errors="1"')
  assert.match(text, '<error message="the run ended with exit code 130 before all tasks were run"')
})

test('a refused run has a test case for each error', () => {
  let text = ''
  const reporter = reportJunit(part => {
    text += part
  })
  const place = { file: `${process.cwd()}/site.yml`, line: 3, column: 5 }
  reporter.refused?.([
    new InputError('no task type `debgu`', { place, hint: 'did you mean `debug`?' }),
    new InputError('no inventory'),
  ])
  assert.match(text, 'tests="2" failures="0" errors="2"')
  assert.match(
    text,
    '<testcase classname="before the run" name="site.yml:3:5" file="site.yml" line="3">\n<error message="no task type `debgu`" type="error">no task type `debgu`\nat site.yml:3:5\nhint: did you mean `debug`?</error>',
  )
  assert.match(text, '<testcase classname="before the run" name="command line">')
})

test('characters that XML cannot contain are replaced', () => {
  const text = reported(
    playStart('Web', ['a']),
    result('a', { status: 'failed', message: 'a\u0000b\ud800c\ufffe]]>' }),
    runEnd({}),
  )
  assert.match(text, '>a\\x00b\ufffdc\ufffd]]&gt;\n')
})

test.run()
