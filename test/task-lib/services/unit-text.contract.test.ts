import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { unitCommand, unitText, unitVerification } from '../../../src/task-lib/services/unit-text.ts'
import { scratch } from '../../kit/local-session.ts'

/** The validation of a new file on a host: the exit status, and the first line of the output. */
function verdictOn(unit: string, content: string): readonly [status: number | null, said: string] {
  const { path, remove } = scratch()
  try {
    const file = `${path}/it's new`
    writeFileSync(file, content)
    const quoted = `'${path}/it'\\''s new'`
    const { status, stderr } = spawnSync('/bin/sh', ['-c', unitVerification(unit).replaceAll('%s', quoted)])
    const [line = ''] = stderr.toString().split('\n')
    return [status, line.replace(/^.*\/(?=[^/]*:\d+:)/, '')]
  } finally {
    remove()
  }
}

const SERVICE = (settings: string) => `[Service]\n${settings}`
const WORDS = ['/bin/echo', 'a b', '"$HOME" %h \\', "it's", 'é\n', ';', '', '$$']

const ROWS: readonly (readonly [unit: string, content: string, status: number, said: string])[] = [
  ['a.service', SERVICE('ExecStart=/bin/true\nWorkingDirectory=/tmp\n'), 0, ''],
  ['a@.service', SERVICE('ExecStart=/bin/true %i\n'), 0, ''],
  ['srv-a\\x20b.mount', '[Mount]\nWhat=tmpfs\nWhere=/srv/a b\nType=tmpfs\n', 0, ''],
  ['a.service', '[Unit]\nAfter=no-such.service\n[Service]\nExecStart=/bin/true\n', 0, ''],
  ['a.service', SERVICE(`ExecStart=${unitCommand(WORDS)}\n`), 0, ''],
  ['a.timer', unitText([{ name: 'Timer', settings: [['OnCalendar', 'Mon..Fri 04:30']] }]), 0, ''],
  [
    'a.service',
    SERVICE('ExecStrat=/bin/true\n'),
    1,
    "a.service:2: Unknown key 'ExecStrat' in section [Service], ignoring.",
  ],
  [
    'a.service',
    SERVICE('ExecStart=/no/such program\n'),
    1,
    'a.service: Command /no/such is not executable: No such file or directory',
  ],
  [
    'a.timer',
    '[Timer]\nOnCalendar=dayly\n',
    1,
    'a.timer:2: Failed to parse calendar specification, ignoring: dayly',
  ],
]

for (const [unit, content, status, said] of ROWS)
  test(`systemd ${status === 0 ? 'accepts' : 'refuses'} ${JSON.stringify(content)}`, () => {
    assert.equal(verdictOn(unit, content), [status, said])
  })

test.run()
