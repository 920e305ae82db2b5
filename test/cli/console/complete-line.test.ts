import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { completeLine } from '../../../src/cli/console/complete-line.ts'

const VALUES: Readonly<Record<string, readonly string[]>> = {
  'exec pattern': ['all', 'web', 'web1', 'db1'],
  'task type': ['copy', 'command'],
  'task params': ['src=', 'dest='],
  'doc name': ['copy', 'when'],
}

const ROWS: readonly (readonly [line: string, hits: readonly string[], last: string])[] = [
  ['co', ['copy', 'command'], 'co'],
  ['  be', ['become', 'become_user'], 'be'],
  ['cd we', ['web', 'web1'], 'we'],
  ['cd all:!d', ['all:!db1'], 'all:!d'],
  ['cd web,d', ['web,db1'], 'web,d'],
  ['check o', ['on', 'off'], 'o'],
  ['list ', [], ''],
  ['help wh', ['when'], 'wh'],
  ['copy d', ['dest='], 'd'],
  ['copy src=x ', ['src=', 'dest='], ''],
  ['!cat /etc/pa', [], '/etc/pa'],
]

for (const [line, hits, last] of ROWS) {
  test(`\`${line}\` is completed`, async () => {
    const asked: (readonly string[])[] = []
    const found = await completeLine(line, (name, operands) => {
      asked.push(operands)
      return { candidates: (VALUES[name] ?? []).map(word => ({ word, about: '' })) }
    })
    assert.equal(found, [hits, last])
    if (line.startsWith('copy src')) assert.equal(asked, [['all', 'copy', 'src=x']])
  })
}

test.run()
