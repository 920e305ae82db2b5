import { spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const project = mkdtempSync(join(tmpdir(), 'drover-docs-'))
const files = codeOf(readFileSync('docs/writing-tasks.md', 'utf8'))

test.before(() => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, name)), { recursive: true })
    writeFileSync(join(project, name), text)
  }
  mkdirSync(join(project, 'node_modules'))
  symlinkSync(process.cwd(), join(project, 'node_modules/drover'))
  // As npm lays out what Drover depends on.
  symlinkSync(resolve('node_modules/@types'), join(project, 'node_modules/@types'))
  symlinkSync(resolve('node_modules/zod'), join(project, 'node_modules/zod'))
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }\n')
  writeFileSync(join(project, 'hosts.yml'), 'all: { hosts: { here: { connection: local } } }\n')
})

test.after(() => rmSync(project, { recursive: true, force: true }))

test('the page holds a task type, a playbook and a test', () => {
  assert.equal(Object.keys(files), [
    'tasks/timezone.ts',
    'site.yml',
    'test/timezone.test.ts',
    'tsconfig.json',
  ])
})

test("the page's playbook runs with the page's task type, from the built command", () => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [resolve('dist/run.cjs'), 'playbook', '-i', 'hosts.yml', '-o', 'ndjson', '--check', 'site.yml'],
    { cwd: project, encoding: 'utf8' },
  )
  assert.is(stderr, '')
  assert.is(status, 0)
  const result = stdout.split('\n').find(line => line.includes('"task.result"')) ?? '{}'
  const isThere = readlinkSync('/etc/localtime').endsWith('Europe/Berlin')
  assert.is(JSON.parse(result).status, isThere ? 'ok' : 'changed')
})

test("the page's test passes", () => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--import', resolve('node_modules/tsx/dist/esm/index.mjs'), '--test', 'test/timezone.test.ts'],
    { cwd: project, encoding: 'utf8' },
  )
  assert.is(status, 0, stdout + stderr)
})

test("the page's `tsconfig.json` compiles the page's files, the test among them, and the types of the package", () => {
  const { stdout, status } = spawnSync(resolve('node_modules/.bin/tsc'), [], {
    cwd: project,
    encoding: 'utf8',
  })
  assert.is(status, 0, stdout)
})

test.run()

/** The code blocks that name a file. */
function codeOf(page: string): Record<string, string> {
  const blocks = page.matchAll(/^```\w+ file=(\S+)\n(.*?)^```$/gms)
  return Object.fromEntries([...blocks].map(([, name = '', text = '']) => [name, text]))
}
