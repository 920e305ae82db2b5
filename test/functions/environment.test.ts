import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError } from '../../src/errors.ts'
import { compileExpression } from '../../src/expressions/expression.ts'
import { compileTemplate } from '../../src/templates/template.ts'
import { Unknown } from '../../src/values/unknown.ts'
import { controllerScope, failureIn } from '../kit/controller-scope.ts'

test('variables can be read by computed names', () => {
  const { folder, render } = controllerScope({}, { variables: { port_web: 80, site: 'web', list: [1] } })
  assert.is(render('{{vars (concat "port_" site)}}'), 80)
  assert.is(render('vars("port_" + site) + 1', '!expr'), 81)
  assert.equal(render('vars("list")', '!expr'), [1])
  assert.is(render('{{vars "absent" default="none"}}'), 'none')
  assert.is(render('{{default (vars "absent") "other"}}'), 'other')
  assert.is(render('default(vars("absent"), "other")', '!expr'), 'other')
  assert.equal([render('{{defined (vars "absent")}}'), render('{{defined (vars "site")}}')], [false, true])
  assert.equal(
    [render('defined(vars("absent"))', '!expr'), render('defined(vars("site"))', '!expr')],
    [false, true],
  )
  assert.equal(render('{{varnames "^port_" "^s"}}'), ['port_web', 'site'])
  assert.equal(render('varnames("_web$")', '!expr'), ['port_web'])
  assert.is(
    failureIn(folder, () => render('{{vars "port_wbe"}}')),
    'FOLDER/site.yml:1:1: there is no variable `port_wbe` (did you mean `port_web`?)',
  )
})

test('a slow regular expression over variable names is stopped with an error', () => {
  const { folder, render } = controllerScope({}, { variables: { [`${'a'.repeat(60)}!`]: 1 } })
  assert.is(
    failureIn(folder, () => render('{{varnames "^(a+)+$"}}')).slice(0, 72),
    'FOLDER/site.yml:1:1: `varnames` took longer than 3 s and was stopped (a ',
  )
})

test('reading an unknown variable by its name makes the value unknown', () => {
  const { render } = controllerScope({}, { variables: { later: new Unknown('a task'), on: true } })
  assert.instance(render('{{vars "later"}}'), Unknown)
  assert.instance(render('vars("later") == 1', '!expr'), Unknown)
  assert.is(render('on || vars("later") == 1', '!expr'), true)
})

test('`template` renders a file with the variables of the task and those passed to it', () => {
  const { folder, render } = controllerScope(
    { 'templates/t.txt': 'Hi {{name}}{{#if more}} and {{more}}{{/if}}\n', 'bad.txt': 'line\n{{ x | y }}' },
    { variables: { name: 'ann', more: '' } },
  )
  assert.is(render('{{template "t.txt"}}'), 'Hi ann\n')
  assert.is(render('{{template "t.txt" template_vars=(dict "more" "bob")}}'), 'Hi ann and bob\n')
  assert.is(render('template("t.txt", {"template_vars": {"name": "eve"}})', '!expr'), 'Hi eve\n')
  assert.match(
    failureIn(folder, () => render('{{template "bad.txt"}}')),
    /^FOLDER\/bad\.txt:2:\d+: /,
  )
})

test('`inventory_hostnames` passes its patterns to the inventory', () => {
  const { render } = controllerScope()
  assert.equal(render('{{inventory_hostnames "web" "!b"}}'), ['hosts of web,!b'])
})

test('`sequence` takes text or options', () => {
  const { folder, render } = controllerScope()
  const rows: [string, unknown][] = [
    ['sequence("1-3")', ['1', '2', '3']],
    ['sequence("0-9/4:web%02d")', ['web00', 'web04', 'web08']],
    ['sequence({"count": 2})', ['1', '2']],
    ['sequence("start=1 end=5 stride=2")', ['1', '3', '5']],
    ['sequence("count=2 format=\'a b%d\'")', ['a b1', 'a b2']],
    ['sequence({"start": 5, "end": 1, "stride": -2})', ['5', '3', '1']],
    ['sequence("2", {"format": "x%d"})', ['1', '2']],
    ['sequence({"start": 1, "end": 0, "count": 0})', []],
  ]
  for (const [expression, expected] of rows.slice(0, 7))
    assert.equal(render(expression, '!expr'), expected, expression)
  assert.equal(render('{{sequence start=4 end=16 stride=4}}'), ['4', '8', '12', '16'])
  assert.is(
    failureIn(folder, () => render('{{sequence "from 1 to 2"}}')),
    'FOLDER/site.yml:1:1: `sequence` cannot read `from 1 to 2` (text) (such as `1-9/2:web%02d` or `start=1 end=9`, or `start`, `end` and `stride` as options)',
  )
  assert.is(
    failureIn(folder, () => render('{{sequence start=5}}')),
    'FOLDER/site.yml:1:1: `sequence` needs `end` or `count`',
  )
})

test('`env` reads the environment of the controller', () => {
  process.env.DROVER_TRIED = 'tried'
  const { render } = controllerScope()
  assert.is(render('{{env "DROVER_TRIED"}}'), 'tried')
  assert.is(render('env("DROVER_NOT_SET")', '!expr'), '')
  assert.is(render('env("DROVER_NOT_SET", {"default": "x"})', '!expr'), 'x')
})

test('`pipe` refuses a command with a NUL character', () => {
  const { folder, render } = controllerScope()
  assert.is(
    failureIn(folder, () => render('pipe("echo \\u0000")', '!expr')).split('\n')[0],
    'FOLDER/site.yml:1:1: the command of `pipe` cannot contain a NUL character',
  )
})

test('`pipe` starts no program outside of a run: its output is unknown', () => {
  const { render } = controllerScope({}, { isRunning: () => false })
  const output = render('{{pipe "echo hi"}}')
  assert.instance(output, Unknown)
  assert.is((output as Unknown).reason, 'the output of `echo hi`')
})

test('functions that read the controller are refused if there is no controller to read from', () => {
  const place = { file: '/none/site.yml', line: 1, column: 1 }
  for (const work of [
    () => compileTemplate('{{file "a"}}', place).render({}),
    () => compileExpression('file("a")', place).evaluate({}),
  ]) {
    try {
      work()
      assert.unreachable()
    } catch (error) {
      assert.instance(error, InputError)
      assert.match(
        (error as Error).message,
        /^`file` cannot be used here: it reads the controller during a run/,
      )
    }
  }
})

test.run()
