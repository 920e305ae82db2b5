import Handlebars from 'handlebars'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError } from '../../src/errors.ts'
import { compileTemplate, type Template } from '../../src/templates/template.ts'
import { Unknown, UnknownValueError } from '../../src/values/unknown.ts'

function compile(text: string, files: Readonly<Record<string, string>>, lineEnd?: string): Template {
  const find = (name: string): { file: string; text: string } | undefined => {
    const found = files[name]
    return found === undefined ? undefined : { file: `/t/${name}`, text: found }
  }
  return compileTemplate(
    text,
    { file: '/t/main.hbs', line: 1, column: 1 },
    { isWholeFile: true, find, lineEnd },
  )
}

const VARIABLES = { name: 'web', port: 80, items: [{ name: 'a' }, { name: 'b' }], sub: { name: 'inner' } }

const ROWS: readonly (readonly [
  what: string,
  text: string,
  files: Readonly<Record<string, string>>,
  rendered: string,
])[] = [
  ['sees the variables', '[{{> one}}]', { one: '{{name}}:{{port}}' }, '[web:80]'],
  ['may be used without its file extension', '{{> one}}', { 'one.hbs': '{{name}}' }, 'web'],
  ['may be in a folder', '{{> "sub/one.hbs"}}{{> sub/one.hbs}}', { 'sub/one.hbs': 'x' }, 'xx'],
  [
    'has the scope of the place that includes it',
    '{{#each items}}{{> one}},{{/each}}',
    { one: '{{name}}' },
    'a,b,',
  ],
  ['takes a context', '{{> one sub}} {{name}}', { one: '{{name}} {{@root.name}}' }, 'inner web web'],
  ['takes values by name', '{{> one title=name size=3}}', { one: '{{title}}{{size}}{{port}}' }, 'web380'],
  [
    'takes values that its loops see too',
    '{{> one title="t"}}',
    { one: '{{#each items}}{{title}}{{name}} {{/each}}' },
    'ta tb ',
  ],
  ['includes others', '{{> one}}', { one: '<{{> two}}>', two: '{{name}}' }, '<web>'],
  [
    'alone in its line, is as far in as the line, and leaves none behind',
    'a:\n  {{> one}}\nb\n',
    { one: 'x: 1\ny: {{port}}\n' },
    'a:\n  x: 1\n  y: 80\nb\n',
  ],
  ['may strip white space', 'a  {{~> one ~}}  b', { one: 'x' }, 'axb'],
  ['may be used in branches', '{{#if name}}{{> one}}{{else}}{{> two}}{{/if}}', { one: '1', two: '2' }, '1'],
]

/** Differences from Handlebars. */
const OURS: readonly string[] = [
  'may be used without its file extension',
  'takes values that its loops see too',
]

for (const [what, text, files, rendered] of ROWS) {
  test(`a partial ${what}`, () => {
    assert.is(compile(text, files).render(VARIABLES), rendered)
    if (OURS.includes(what)) return
    assert.is(Handlebars.compile(text, { noEscape: true })(VARIABLES, { partials: files }), rendered)
  })
}

test('line ends within a partial become those of the template', () => {
  assert.is(compile('a\n{{> one}}\n', { one: 'x\ny\n' }, '\r\n').render({}), 'a\r\nx\r\ny\r\n')
})

test('a template needs the variables of its partials, except for those that it passes to them', () => {
  const { names } = compile('{{> one title=name}}', {
    one: '{{title}}{{port}}{{#each items}}{{own}}{{/each}}',
  })
  assert.equal([...names].sort(), ['items', 'name', 'port'])
})

test('an unknown value in a partial makes the result unknown', () => {
  const template = compile('{{> one title=later}}', { one: '{{title}}' })
  assert.throws(
    () => template.render({ later: new Unknown('it') }),
    (error: unknown) => error instanceof UnknownValueError,
  )
})

for (const [name, file] of [
  ['none', 'none.hbs'],
  ['none.hbs', 'none.hbs'],
  ['none.conf', 'none.conf'],
]) {
  test(`the hint for the partial \`${name}\` names the file \`${file}\``, () => {
    assert.throws(
      () => compile(`{{> ${name}}}`, {}),
      (error: unknown) =>
        error instanceof InputError &&
        error.hint === `create \`${file}\` next to this template, or in a folder \`templates/\``,
    )
  })
}

const REFUSED: readonly (readonly [
  text: string,
  files: Readonly<Record<string, string>>,
  message: RegExp,
  place: string,
])[] = [
  ['a\n{{> none}}', {}, /^there is no template `none`$/, '/t/main.hbs:2:1'],
  [
    '{{> one}}',
    { one: '{{> two}}', two: 'a\n{{> one}}' },
    /^the partial `one` includes itself$/,
    '/t/two:2:1',
  ],
  ['{{> one}}', { one: 'a\n{{#if}}' }, /takes one value|ends too early/, '/t/one:2:8'],
  ['{{> one}}', { one: '{% if x %}' }, /is Jinja, but templates are Handlebars/, '/t/one:1:1'],
  ['{{> (lookup . "x")}}', {}, /^the name of a partial is not computed$/, '/t/main.hbs:1:1'],
  ['{{> one name port}}', { one: '' }, /takes one context, got 2/, '/t/main.hbs:1:1'],
  ['{{#> one}}x{{/one}}', { one: '' }, /have no blocks that are partials/, '/t/main.hbs:1:1'],
]

for (const [text, files, message, place] of REFUSED) {
  test(`\`${text}\` is refused with the place of the error`, () => {
    try {
      compile(text, files)
    } catch (error) {
      assert.instance(error, InputError)
      const { message: said, place: at } = error as InputError
      assert.match(said, message)
      assert.is(`${at?.file}:${at?.line}:${at?.column}`, place)
      return
    }
    assert.unreachable('it was compiled')
  })
}

test('partials that include each next one twice are refused before they exhaust memory', () => {
  const files = Object.fromEntries(
    Array.from({ length: 26 }, (_, depth) => [`p${depth}`, `{{> p${depth + 1}}}{{> p${depth + 1}}}`]),
  )
  assert.throws(() => compile('{{> p0}}', { ...files, p26: 'x' }), /includes more than 10000 partials/)
})

test('an error while a partial is rendered has its place in the partial', () => {
  try {
    compile('{{> one}}', { one: 'a\n  {{missing}}' }).render({})
  } catch (error) {
    const { message, place } = error as InputError
    assert.is(message, 'there is no variable `missing`')
    assert.equal(place, { file: '/t/one', line: 2, column: 5 })
    return
  }
  assert.unreachable('it was rendered')
})

test.run()
