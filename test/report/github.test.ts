import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunEvent } from '../../src/engine/state/events.ts'
import { InputError } from '../../src/errors.ts'
import { reportGithub } from '../../src/report/github.ts'
import { makeStyle } from '../../src/report/style.ts'
import { playStart, result, runEnd, taskEnd, taskOutput, taskStart } from '../kit/events.ts'

const OPTIONS = { style: makeStyle(false), verbosity: 1, showDiff: false }

async function reported(...events: readonly RunEvent[]): Promise<string> {
  let written = ''
  const write = (text: string): void => {
    written += text
  }
  const reporter = reportGithub({ ...OPTIONS, write }, 'TOKEN', join(process.cwd(), '..'))
  for (const event of events) reporter.event(event)
  await reporter.close()
  return written
}

const FOLDER = process.cwd().split('/').at(-1)

test('equal failures of a task are one annotation, whose path is relative to the workspace', async () => {
  const fields = { status: 'failed', message: '50% full: /var, /srv\nsee `df`', hint: 'free space' } as const
  const text = await reported(
    playStart('Web', ['web1', 'web2', 'web3']),
    taskStart(['web1', 'web2', 'web3']),
    ...[result('web1', fields), result('web2', fields), result('web3'), taskEnd()],
    runEnd({}),
  )
  const annotations = text.split('\n').filter(line => line.startsWith('::error'))
  assert.equal(annotations, [
    `::error file=${FOLDER}/site.yml,line=3,col=7,title=Write the file%3A failed on web1 web2::50%25 full: /var, /srv%0Asee \`df\`%0Ahint: free space`,
  ])
})

test("outside of annotations, the runner's commands are stopped, so text of hosts cannot run any", async () => {
  const text = await reported(
    playStart('Web', ['web1']),
    taskStart(['web1']),
    taskOutput('web1', '::add-path::/tmp/evil'),
    result('web1', { status: 'failed', message: 'no\n::set-env name=A::b' }),
    taskEnd(),
    runEnd({}),
  )
  let isReading = true
  const read: string[] = []
  for (const line of text.split('\n')) {
    if (line === '::stop-commands::TOKEN') isReading = false
    else if (line === '::TOKEN::') isReading = true
    else if (isReading && line !== '') read.push(line)
  }
  assert.is(read.length, 1)
  assert.match(read[0] ?? '', /^::error .*::no%0A::set-env name=A::b$/)
  assert.ok(isReading)
  assert.match(text, 'web1 | ::add-path::/tmp/evil')
})

test('the token that stops commands differs between runs', async () => {
  const starts: string[] = []
  for (let run = 0; run < 2; run += 1) {
    const reporter = reportGithub({ ...OPTIONS, write: text => starts.push(text) })
    reporter.event(playStart('Web', ['a']))
  }
  const tokens = starts.filter(text => text.startsWith('::stop-commands::'))
  assert.is(tokens.length, 2)
  assert.is(new Set(tokens).size, 2)
  assert.match(tokens[0] ?? '', /^::stop-commands::[0-9a-f-]{36}\n$/)
})

test('warnings and ignored failures are warnings, and a rescued failure has no annotation', async () => {
  const text = await reported(
    playStart('Web', ['a']),
    { type: 'warning', time: '', message: 'slow', host: 'a' },
    taskStart(['a']),
    result('a', { status: 'failed', message: 'x', isIgnored: true }),
    result('a', { status: 'failed', message: 'y', isRescued: true }),
    taskEnd(),
  )
  assert.equal(
    text.split('\n').filter(line => /^::(error|warning)/.test(line)),
    [
      '::warning title=drover::a: slow',
      `::warning file=${FOLDER}/site.yml,line=3,col=7,title=Write the file%3A ignored failure on a::x`,
    ],
  )
})

test('errors in input files are annotations at their places', () => {
  let text = ''
  const reporter = reportGithub(
    {
      ...OPTIONS,
      write: part => {
        text += part
      },
    },
    'TOKEN',
    process.cwd(),
  )
  const place = { file: join(process.cwd(), 'a,b:c.yml'), line: 3, column: 5 }
  reporter.refused?.([new InputError('`debgu`', { place, hint: 'did you mean `debug`?' })])
  assert.match(
    text,
    '::error file=a%2Cb%3Ac.yml,line=3,col=5,title=no host was contacted::`debgu`%0Ahint: did you mean `debug`?\n',
  )
})

test.run()
