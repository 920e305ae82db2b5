import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../../kit/command-line.ts'

const project = makeProject({
  'inventory/hosts.yml': 'web: { hosts: { here: { connection: local, word: hello } } }\n',
  'templates/greeting': '{{word}} there\n',
})
const out = join(project, 'out')
const task = (...words: string[]) => say(project, 'task', ...words)

test('`run task --check --diff` shows what would change, and changes nothing', async () => {
  const { stdout, code } = await task('web', 'copy', 'content=a b', `dest=${out}`, '--check', '--diff')
  assert.match(stdout, /^DRY RUN/)
  assert.match(stdout, /\+a b/)
  assert.not(existsSync(out))
  assert.is(code, 0)
})

test('`run task` uses templates and variables of the project, and writes a journal', async () => {
  const { stdout, code } = await task('web', 'template', 'src=greeting', `dest=${out}`)
  assert.match(stdout, /TASK template \(command line:1:1\)\n {2}changed {2}here/)
  assert.is(code, 0)
  assert.is(readFileSync(out, 'utf8'), 'hello there\n')
  assert.match(
    (await say(project, 'logs')).stdout,
    /^\S+ {2}done {14}run {6}task web template\n\S+ {2}done {14}dry run {2}task web copy\n$/,
  )
})

test('wrong params are refused before any host is contacted', async () => {
  const { stderr, code } = await task('web', 'copy', 'conent=a', `dest=${out}`)
  assert.match(
    stderr,
    /^error: `copy` has no param `conent`\n {2}at command line:1:1\n {2}hint: did you mean `content`\?/,
  )
  assert.is(code, 1)
})

test('a failed `run task` can be resumed', async () => {
  const failed = await task('web', 'shell', `test -f ${out}.ready`)
  assert.is(failed.code, 2)
  assert.match(failed.stderr, /^to resume: run resume \S+\n$/)
  await task('web', 'file', `path=${out}.ready`, 'state=touch')
  const [, run = ''] = /run resume (\S+)/.exec(failed.stderr) ?? []
  assert.is((await say(project, 'resume', run)).code, 0)
})

test.run()
