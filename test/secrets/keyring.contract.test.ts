import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError } from '../../src/errors.ts'
import { keyringWith } from '../kit/keys.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-keyring-'))
const place = { file: join(folder, 'x.yml'), line: 3, column: 5 }

function problem(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    assert.instance(error, InputError)
    const { message, place: where } = error as InputError
    return `${where?.line}:${where?.column} ${message}`
  }
  throw new Error('it went well')
}

test("a secret's program is run once, in the folder of its file, without a shell", () => {
  const { keyring, kept } = keyringWith({})
  const counter = join(folder, 'runs')
  const program = join(folder, 'tell')
  writeFileSync(program, `#!/bin/sh\necho x >>${counter}\npwd\nprintf '%s\\n' "$1"\n`, { mode: 0o700 })
  const words = ['./tell', '$(id); `id` *']
  const printed = keyring.printed(words, place)
  assert.is(printed, `${folder}\n$(id); \`id\` *`)
  assert.is(keyring.printed(words, place), printed)
  assert.is(keyring.printed(['cat', counter], place), 'x')
  assert.equal(kept, [printed, 'x'])
})

test('the error of a failing program has its place and stderr, but never its output', () => {
  const { keyring } = keyringWith({})
  const rows: [string[], string][] = [
    [['false'], '3:5 the command of the secret, `false`, failed: it ended with exit code 1'],
    [
      ['no-such-program'],
      '3:5 the command of the secret, `no-such-program`, failed: there is no such program',
    ],
    [
      ['sh', '-c', 'echo hunter2; echo it is locked >&2; exit 2'],
      '3:5 the command of the secret, `sh -c echo hunter2; echo it is locked >&2; exit 2`, failed: it ended with exit code 2: it is locked',
    ],
  ]
  for (const [words, expected] of rows)
    assert.is(
      problem(() => keyring.printed(words, place)),
      expected,
    )
  const tells = join(folder, 'tells')
  writeFileSync(tells, '#!/bin/sh\necho hunter2; echo the password is hunter2 >&2; exit 1\n', { mode: 0o700 })
  assert.not.match(
    problem(() => keyring.printed([tells], place)),
    /hunter2/,
  )
})

test.run()
