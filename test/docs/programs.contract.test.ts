import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { EVENT_TYPES } from '../kit/event-types.ts'
import { authorProject, compile } from '../kit/guide.ts'

const PAGE = readFileSync('docs/programs.md', 'utf8')
const [, name = '', text = ''] = /^```ts file=(\S+)\n(.*?)^```$/ms.exec(PAGE) ?? []

const project = authorProject({
  [name]: text,
  'tsconfig.json': JSON.stringify({
    compilerOptions: { module: 'nodenext', target: 'es2022', strict: true, outDir: 'out', types: ['node'] },
    include: ['*.ts'],
  }),
  'hosts.yml': 'all: { hosts: { web1: { connection: local } } }\n',
  'site.yml':
    '- hosts: all\n  tasks: [{ debug: { msg: "{{release}}" } }, { fail: { msg: "no {{release}}" } }]\n',
})
test.after(() => project.remove())

test('the example compiles and runs a playbook', () => {
  const { code, errors } = compile(project)
  assert.equal([code, [...errors]], [0, []])
  assert.equal(project.run(process.execPath, ['out/deploy.js']), {
    code: 0,
    output: 'web1: fail: no 1.4.2\nended with 2 on web1\n',
  })
})

test('the example prints errors in files with their places', () => {
  project.write({ 'site.yml': '- hosts: all\n  tasks: [{ debgu: {} }]\n' })
  const { output, code } = project.run(process.execPath, ['out/deploy.js'])
  assert.is(code, 0)
  assert.match(
    output,
    /^`debgu` is neither a task type nor a keyword \S*site\.yml:2 did you mean `debug`\?$/m,
  )
})

test('a misspelt option does not compile', () => {
  project.write({ 'wrong.ts': "import { runPlaybook } from 'drover'\nrunPlaybook('x', { chek: true })\n" })
  assert.match(compile(project).errors.get('wrong.ts')?.[0] ?? '', "'chek' does not exist in type")
})

test('the page lists every event', () => {
  const named = new Set([...PAGE.matchAll(/`([a-z]+(?:\.[a-z]+)?)`/g)].map(([, word]) => word))
  assert.equal(
    EVENT_TYPES.filter(type => !named.has(type)),
    [],
  )
})

test.run()
