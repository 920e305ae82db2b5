import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError, InputErrors, type Source } from '../../src/errors.ts'
import { type AdHocTask, readAdHoc } from '../../src/playbook/ad-hoc.ts'

const known = { taskTypes: ['copy', 'command', 'debug', 'shell', 'setup', 'package'] }

/** The params as plain values; text that is never rendered is in angle brackets. */
function plain(source: Source): unknown {
  if (source.kind === 'list') return source.items.map(plain)
  if (source.kind === 'map')
    return Object.fromEntries([...source.entries].map(([key, { value }]) => [key, plain(value)]))
  return source.tag === '!unsafe' ? `<${source.value}>` : source.value
}

function paramsOf(type: string, params: AdHocTask['params']): unknown {
  const { hosts, tasks } = readAdHoc({ hosts: 'web', type, params }, '/p/command line', known)
  assert.is(plain(hosts), 'web')
  const [step] = tasks
  assert.is(tasks.length, 1)
  return step?.kind === 'task' ? plain(step.params) : step
}

const read: [what: string, type: string, params: AdHocTask['params'], expected: unknown][] = [
  ['key=value', 'copy', ['src=a', 'dest=/b'], { src: 'a', dest: '/b' }],
  ['a value with spaces', 'debug', ['msg=hello world'], { msg: 'hello world' }],
  ['a value with quotes and `=`', 'debug', [`msg=it's "a=b"`], { msg: `it's "a=b"` }],
  ['an empty value', 'copy', ['content=', 'dest=/b'], { content: '', dest: '/b' }],
  ['a list', 'package', ['name=[nginx, curl]'], { name: ['nginx', 'curl'] }],
  ['a map as a value', 'copy', ['content={a: 1}', 'dest=/b'], { content: { a: 1 }, dest: '/b' }],
  ['a template as a value', 'debug', ['msg={{word}}'], { msg: '{{word}}' }],
  ['one map in YAML', 'copy', ['{src: a, force: false}'], { src: 'a', force: false }],
  ['no params', 'setup', [], null],
  ['the one text of a task type', 'package', ['nginx'], 'nginx'],
  ['a command in one word', 'shell', ['echo a=b | cat'], 'echo a=b | cat'],
  ['a command in several words', 'command', ['echo', 'a=b'], 'echo a=b'],
  ['a command with a param', 'shell', ['make', 'chdir=/srv'], { cmd: 'make', chdir: '/srv' }],
  ['a command as a param', 'shell', ['cmd=make all', 'creates=/x'], { cmd: 'make all', creates: '/x' }],
  ['text that is never rendered', 'shell', { cmd: '{{x}}' }, { cmd: '<{{x}}>' }],
  ['words that are never rendered', 'command', { argv: ['a b', '{{x}}'] }, { argv: ['<a b>', '<{{x}}>'] }],
]

for (const [what, type, params, expected] of read) {
  test(`ad-hoc params: ${what}`, () => assert.equal(paramsOf(type, params), expected))
}

const refused: [type: string, params: readonly string[], message: string, hint: string][] = [
  [
    'copy',
    ['src=a', 'dest'],
    '`dest` is not written as `key=value`',
    "quote a value that holds spaces, such as `run task copy 'name=two words'`",
  ],
  ['coppy', ['src=a'], '`coppy` is neither a task type nor a keyword', 'did you mean `copy`?'],
]

for (const [type, params, message, hint] of refused) {
  test(`ad-hoc params of ${type} are refused: ${params.join(' ')}`, () => {
    try {
      paramsOf(type, params)
    } catch (error) {
      const [first] = error instanceof InputErrors ? error.errors : [error]
      assert.instance(first, InputError)
      assert.is((first as InputError).message, message)
      assert.is((first as InputError).hint, hint)
      return
    }
    assert.unreachable()
  })
}

test('a param that is given twice is refused', () => {
  assert.throws(() => paramsOf('copy', ['src=a', 'src=b']), /the param `src` is given twice/)
})

test.run()
