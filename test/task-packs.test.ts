import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError } from '../src/errors.ts'
import { packFolders } from '../src/task-packs.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-packs-'))
test.after(() => rmSync(folder, { recursive: true }))

let count = 0
function project(files: Readonly<Record<string, string>>): string {
  count += 1
  const own = join(folder, String(count))
  for (const [path, text] of Object.entries({ 'package.json': '{}', ...files })) {
    mkdirSync(dirname(join(own, path)), { recursive: true })
    writeFileSync(join(own, path), text)
  }
  return own
}

const list = (...packs: unknown[]): string => JSON.stringify({ drover: { packs } })

test('a project without packs has none', () => {
  assert.equal(packFolders(project({})), [])
  assert.equal(packFolders(join(folder, 'none')), [])
})

test('packs are found in node_modules of the project and its parents, with scopes, in tasks/ or their own folder', () => {
  const own = project({
    'package.json': list('one', '@org/two', 'one'),
    'node_modules/one/tasks/first.ts': '',
    'node_modules/@org/two/package.json': '{"drover": {"tasks": "dist/tasks"}}',
    'node_modules/@org/two/dist/tasks/area/second.js': '',
    'sites/a/package.json': list('one'),
  })
  const modules = join(own, 'node_modules')
  assert.equal(packFolders(own), [join(modules, 'one/tasks'), join(modules, '@org/two/dist/tasks')])
  assert.equal(packFolders(join(own, 'sites/a')), [join(modules, 'one/tasks')])
})

const REFUSED: readonly (readonly [files: Readonly<Record<string, string>>, message: RegExp])[] = [
  [{ 'package.json': '{"drover": {"packs": "one"}}' }, /must be a list of names/],
  [{ 'package.json': list(1) }, /must be a list of names/],
  [{ 'package.json': list('') }, /must be a list of names/],
  [{ 'package.json': '{' }, /^this is not JSON$/],
  [{ 'package.json': '{"drover": 5}' }, /^`drover` must be an object$/],
  [{ 'package.json': '{"drover": {"pakcs": []}}' }, /^`drover` has no field `pakcs`$/],
  [
    {
      'package.json': list('one'),
      'node_modules/one/package.json': '{"drover": {"tasks": 5}}',
      'node_modules/one/tasks/app.ts': '',
    },
    /^`drover.tasks` of the pack `one` must be the name of a folder$/,
  ],
  [{ 'package.json': list('none') }, /^the pack `none` is not installed$/],
  [
    { 'package.json': list('one'), 'node_modules/one/package.json': '{}' },
    /has no task types: there is no folder/,
  ],
  [
    { 'package.json': list('one'), 'node_modules/one/tasks/copy.ts': '' },
    /^the pack `one` brings the task type `copy`, which Drover has too$/,
  ],
  [
    {
      'package.json': list('one', 'two'),
      'node_modules/one/tasks/app.ts': '',
      'node_modules/two/tasks/app.ts': '',
    },
    /^the pack `two` brings the task type `app`, which the pack `one` has too$/,
  ],
]

for (const [files, message] of REFUSED) {
  test(`invalid packs are refused: ${message.source}`, () => {
    const own = project(files)
    assert.throws(
      () => packFolders(own),
      (error: unknown) =>
        error instanceof InputError &&
        message.test(error.message) &&
        error.place?.file === join(own, 'package.json'),
    )
  })
}

test.run()
