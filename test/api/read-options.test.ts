import { inspect } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readOptions } from '../../src/api/read-options.ts'
import { buildProgram } from '../../src/cli/program.ts'
import { Masks } from '../../src/run.ts'

test('the options have the defaults of the command line', () => {
  const { keys, ...plain } = readOptions('site.yml', {})
  assert.equal(plain, {
    ...{ check: false, diff: false, tags: [], skipTags: [], become: false, persist: true },
    ...{ forceHandlers: false, lookAhead: true, playbooks: ['site.yml'], inventory: [], extraVars: [] },
  })
  assert.equal([keys?.identities, keys?.vaults], [[], []])
  assert.throws(() => keys?.ask('vault password: '), '`vault password:` would be asked')
})

test('a single text becomes a list, variables become JSON, and undefined options are ignored', () => {
  const given = { inventory: 'a,', limit: ['web', '!web2'], extraVars: { n: 1, t: ['{{x}}'] } }
  const read = readOptions(['a.yml', 'b.yml'], { ...given, user: undefined } as never)
  assert.equal(read.playbooks, ['a.yml', 'b.yml'])
  assert.equal(read.inventory, ['a,'])
  assert.is(read.limit, 'web,!web2')
  assert.equal(read.extraVars, ['{"n":1,"t":["{{x}}"]}'])
  assert.not.ok('user' in read)
  assert.equal(readOptions('x', { extraVars: ['a=1', '@more.yml'] }).extraVars, ['a=1', '@more.yml'])
})

const refused: [options: object, message: string][] = [
  [{ chek: true }, '`runPlaybook` has no option `chek`'],
  [{ check: 'yes' }, 'the option `check` of `runPlaybook`: Invalid input: expected boolean'],
  [{ forks: 0 }, 'the option `forks` of `runPlaybook`: Too small'],
  [{ extraVars: { x: () => 1 } }, 'the option `extraVars` of `runPlaybook`'],
  [
    { extraVars: { x: undefined } },
    'the option `extraVars` of `runPlaybook`: expected an object of plain data',
  ],
  [
    { extraVars: containsItself() },
    'the option `extraVars` of `runPlaybook`: expected an object of plain data',
  ],
  [[], 'the options of `runPlaybook` are an object'],
  [{ lockWait: -1 }, 'the option `lockWait` of `runPlaybook`: Too small'],
  [{ signal: {} }, 'the option `signal` of `runPlaybook`'],
]

for (const [options, message] of refused) {
  test(`the options ${inspect(options)} are refused`, () => {
    assert.throws(() => readOptions('site.yml', options), message)
  })
}

function containsItself(): object {
  const variables: Record<string, unknown> = {}
  variables.self = variables
  return variables
}

for (const playbook of [undefined, null, 5, {}, [], ['a.yml', 5]]) {
  test(`the playbook ${inspect(playbook)} is refused`, () => {
    assert.throws(() => readOptions(playbook as never, {}), '`runPlaybook` needs the path of a playbook')
  })
}

for (const options of [null, 'check']) {
  test(`the options ${inspect(options)} are refused`, () => {
    assert.throws(() => readOptions('a.yml', options as never), 'the options of `runPlaybook` are an object')
  })
}

test('a lock wait of 0 seconds is accepted', () => {
  assert.is(readOptions('a.yml', { lockWait: 0 }).lockWait, 0)
})

/** Options that only exist on the command line, or have another form there. */
const OF_TERMINAL = [
  ...['askBecomePass', 'askPass', 'askVaultPass', 'verbose', 'exitCode', 'output'],
  ...['listHosts', 'listTasks', 'listTags', 'syntaxCheck', 'step'],
]

test('every option of `run playbook` exists in `runPlaybook` under the same name', () => {
  const program = buildProgram({ code: 0, exitAtOnce: () => {}, masks: new Masks() }, '1')
  const playbook = program.commands.find(command => command.name() === 'playbook')
  const names = (playbook?.options ?? []).map(option => option.attributeName())
  const left = names.filter(name => !OF_TERMINAL.includes(name))
  assert.ok(left.length > 20)
  const isKnown = (name: string): boolean => {
    try {
      readOptions('x', { [name]: undefined })
      return true
    } catch {
      return false
    }
  }
  assert.equal(
    left.filter(name => !isKnown(name)),
    [],
  )
})

test.run()
