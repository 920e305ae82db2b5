import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Action, readConsoleLine } from '../../../src/cli/console/read-line.ts'

const ROWS: readonly (readonly [line: string, action: Action])[] = [
  ['', { do: 'nothing' }],
  ['  # a note', { do: 'nothing' }],
  ['exit', { do: 'exit' }],
  ['cd', { do: 'hosts', pattern: 'all' }],
  ['cd web:!web2', { do: 'hosts', pattern: 'web:!web2' }],
  ['list', { do: 'list' }],
  ['become', { do: 'switch', what: 'become' }],
  ['check on', { do: 'switch', what: 'check', isOn: true }],
  ['diff no', { do: 'switch', what: 'diff', isOn: false }],
  ['become_user app', { do: 'become user', user: 'app' }],
  ['become_user', { do: 'become user', user: undefined }],
  ['help', { do: 'help', topic: undefined }],
  ['? copy', { do: 'help', topic: 'copy' }],
  [`!echo 'a  b' | wc -c`, { do: 'command', line: `echo 'a  b' | wc -c` }],
  ['shell uptime -p', { do: 'command', line: 'uptime -p' }],
  ['shell cmd=ls chdir=/tmp', { do: 'task', type: 'shell', params: ['cmd=ls', 'chdir=/tmp'] }],
  [
    "copy content='two words' dest=/x",
    { do: 'task', type: 'copy', params: ['content=two words', 'dest=/x'] },
  ],
  ['ping', { do: 'task', type: 'ping', params: [] }],
]

for (const [line, action] of ROWS) {
  test(`\`${line}\` is parsed`, () => assert.equal(readConsoleLine(line), action))
}

for (const [line, message] of [
  ['check maybe', 'expected `on` or `off`, got `maybe`'],
  ['!', 'expected a command'],
  ["copy content='open", "a quote in `content='open` is not closed"],
] as const) {
  test(`\`${line}\` is refused`, () =>
    assert.throws(
      () => readConsoleLine(line),
      (error: Error) => error.message === message,
    ))
}

test.run()
