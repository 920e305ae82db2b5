import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openTaskFolders } from '../../src/load-task-types.ts'
import { ATTRIBUTES, WRITTEN_FILES } from '../tasks/written-files.ts'

/** The tests of all task types; a param counts only if it is in a task of its type. */
const FILES = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter(name => /^(tasks|task-coverage|differential|e2e|faults|engine|cli)\/.*\.ts$/.test(name))
  .filter(name => !name.includes('recorded/'))
  .map(name => ({ name, text: readFileSync(join('test', name), 'utf8') }))

test('every param occurs in a test of its task type, unless it has no effect', async () => {
  const types = openTaskFolders([])
  const unnamed: Record<string, readonly string[]> = {}
  for (const name of types.names) {
    const { params, aliases = {} } = await types.load(name)
    const given = namesGivenIn(textAbout(name))
    const isNamed = (param: string): boolean =>
      [param, ...Object.keys(aliases).filter(alias => aliases[alias] === param)].some(each => given.has(each))
    const shared = Object.keys(name in WRITTEN_FILES ? ATTRIBUTES : {})
    const lacking = Object.entries(params.shape).flatMap(([param, { description = '' }]) =>
      description.startsWith('Has no effect') || shared.includes(param) || isNamed(param) ? [] : [param],
    )
    if (lacking.length > 0) unnamed[name] = lacking
  }
  assert.equal(unnamed, {})
})

test.run()

/** The names that a text sets: keys of maps, also in short form, and names before `=`. */
function namesGivenIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/(?<![\w.-])(\w+)['"]?(?=:|=| ?[,}])/g)].map(([, name = '']) => name))
}

/** The tests of a task type, and from all other tests the text after its name. */
function textAbout(type: string): string {
  const isOwn = new RegExp(`^tasks/\\w+/(${type}|${type.split('_')[0]})[.\\w-]*\\.ts$`)
  return FILES.flatMap(({ name, text }) => {
    if (isOwn.test(name)) return [text]
    return [...text.matchAll(new RegExp(`\\b${type}(: |Row\\(|'|$)`, 'gm'))].map(({ index }) =>
      text.slice(index, index + 3_000),
    )
  }).join('\n')
}
