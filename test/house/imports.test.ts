import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

/** Who may import whom; a part is a folder of src, a file of src, or `tasks`. Every part may import itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  cli: ['run', 'plans', 'trust', 'journal', 'secrets', 'errors'],
  journal: ['engine (types)', 'run-id', 'errors'],
  trust: ['load', 'config', 'engine', 'host', 'errors', 'values'],
  plans: ['run', 'report', 'task', 'inputs', 'errors'],
  run: ['load', 'run-id', 'config', 'engine', 'host', 'report', 'errors', 'task', 'values'],
  load: ['config', 'engine', 'host', 'report', 'errors', 'secrets', 'task', 'values'],
  tasks: ['task'],
  task: ['host', 'values', 'inputs', 'errors', 'words'],
  testing: ['host (types)'],
  engine: [
    ...['task', 'host (types)', 'values', 'config (types)', 'inputs', 'errors', 'given-names'],
    ...['nearest', 'words'],
  ],
  report: ['engine (types)'],
  config: ['inputs', 'errors', 'given-names', 'jinja', 'nearest', 'words'],
  values: ['errors', 'jinja', 'nearest'],
  jinja: [],
  host: ['errors'],
  secrets: ['errors', 'words'],
  errors: [],
  inputs: [],
  'run-id': [],
  'given-names': [],
  nearest: [],
  words: [],
}

/** Libraries that one file alone may import. */
const ONLY_IN: Record<string, string> = {
  handlebars: 'src/values/template.ts',
  '@marcbachmann/cel-js': 'src/values/expression.ts',
  listr2: 'src/report/tree.ts',
  zx: 'src/host/connection.ts',
}

test('every import follows the import table', () => {
  const broken = sourceFiles().flatMap(file =>
    importsOf(file).flatMap(({ target, isType }) => {
      if (!target.startsWith('.')) return []
      const from = partOf(file)
      const to = partOf(join(dirname(file), target))
      const allowed = MAY_IMPORT[from] ?? []
      const isAllowed = from === to || allowed.includes(to) || (isType && allowed.includes(`${to} (types)`))
      const isInsideOfSibling = from === 'tasks' && join(dirname(file), target) !== 'src/task.ts'
      return isAllowed && !isInsideOfSibling ? [] : [`${file} imports ${target}`]
    }),
  )
  assert.equal(broken, [])
})

test('a task file imports nothing of the project but src/task.ts', () => {
  const files = sourceFiles().filter(file => file.startsWith('tasks/'))
  assert.ok(files.length > 0)
  const others = files.flatMap(file =>
    importsOf(file)
      .filter(({ target }) => target.startsWith('.') && target !== '../src/task.ts')
      .map(({ target }) => `${file} imports ${target}`),
  )
  assert.equal(others, [])
})

test('a library that is wrapped is imported by its wrapper alone', () => {
  const strays = sourceFiles().flatMap(file =>
    importsOf(file)
      .filter(({ target }) => ownerOf(target) !== undefined && ownerOf(target) !== file)
      .map(({ target }) => `${file} imports ${target}`),
  )
  assert.equal(strays, [])
})

test('process.exit is called by the command line entry alone', () => {
  const callers = sourceFiles().filter(file => /\bprocess\.exit\(/.test(readFileSync(file, 'utf8')))
  assert.equal(callers, ['src/cli/index.ts'])
})

test('every test file runs its tests', () => {
  const silent = filesBelow('test').filter(
    file => file.endsWith('.test.ts') && !/\.run\(\)/.test(readFileSync(file, 'utf8')),
  )
  assert.equal(silent, [])
})

test('no test is skipped or exclusive', () => {
  const marked = filesBelow('test').filter(
    file => file.endsWith('.test.ts') && /\b(test|suite|it)\.(skip|only)\(/.test(readFileSync(file, 'utf8')),
  )
  assert.equal(marked, [])
})

test.run()

function sourceFiles(): string[] {
  return [...filesBelow('src'), ...filesBelow('tasks')].filter(file => file.endsWith('.ts'))
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative('.', join(entry.parentPath, entry.name)))
    .sort()
}

/** The one file that may import a library, or a file of it. */
function ownerOf(target: string): string | undefined {
  return Object.entries(ONLY_IN).find(
    ([library]) => target === library || target.startsWith(`${library}/`),
  )?.[1]
}

function partOf(file: string): string {
  if (file.startsWith('tasks/')) return 'tasks'
  const [, part = ''] = file.split('/')
  return part.replace(/\.ts$/, '')
}

function importsOf(file: string): { target: string; isType: boolean }[] {
  const text = readFileSync(file, 'utf8')
  const statements = text.matchAll(/^(import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gms)
  const dynamic = text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)
  return [
    ...[...statements].map(([, , type, target = '']) => ({ target, isType: type !== undefined })),
    ...[...dynamic].map(([, target = '']) => ({ target, isType: false })),
  ]
}
