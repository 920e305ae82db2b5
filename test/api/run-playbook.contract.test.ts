import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputErrors, type RunEvent, runPlaybook } from '../../src/api/index.ts'
import { userFolder } from '../../src/base/xdg.ts'
import { makeProject, say } from '../kit/command-line.ts'

const project = makeProject({
  'hosts.yml': 'all: { hosts: { a: { connection: local }, b: { connection: local } } }\n',
  'site.yml':
    '- hosts: all\n  tasks: [{ command: "echo {{word}}" }, { fail: { msg: no }, when: inventory_hostname == "b" }]\n',
  'slow.yml': '- hosts: a\n  tasks: [{ pause: { seconds: 600 } }, { command: "echo late" }]\n',
})
const at = (name: string): string => join(project, name)
const OPTIONS = { inventory: at('hosts.yml'), persist: false, journal: false } as const

async function eventsOf(run: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  for await (const event of run) events.push(event)
  return events
}

/** The part of the events that is the same in two runs. */
const outline = (events: readonly object[]): string[] =>
  events.map(event => {
    const { type, host = '', status = '' } = event as Record<string, string>
    return [type, host, status].join(' ')
  })

test('events are those of `-o ndjson`, and the result is that of the command', async () => {
  const run = runPlaybook(at('site.yml'), { ...OPTIONS, extraVars: { word: 'hi' } })
  const events = await eventsOf(run)
  const result = await run.result
  const words = ['-i', at('hosts.yml'), '--no-persist', '-e', 'word=hi', '-o', 'ndjson']
  const { stdout, code } = await say(project, 'playbook', at('site.yml'), ...words)
  const printed = stdout.trimEnd().split('\n')
  assert.equal(outline(events).sort(), outline(printed.map(line => JSON.parse(line))).sort())
  const [first] = events
  assert.is(first?.type === 'run.start' && first.events, 1)
  assert.is(result.exitCode, 2)
  assert.is(result.exitCode, code)
  assert.is(first?.type === 'run.start' && first.run, result.run)
  assert.equal([result.hosts.a?.changed, result.hosts.b?.failed], [1, 1])
})

test('two simultaneous runs share nothing, and leave the process unchanged', async () => {
  const before = process.eventNames().map(name => [name, process.listenerCount(name)])
  process.env.TOKEN_OF_ONE = 'first-secret'
  writeFileSync(
    at('token.yml'),
    '- hosts: a\n  vars: { x: !secret { env: TOKEN_OF_ONE } }\n  tasks: [{ debug: { msg: "{{x}}" } }]\n',
  )
  const { write } = process.stdout
  let printed = ''
  process.stdout.write = ((text: string) => {
    printed += text
    return true
  }) as never
  const one = runPlaybook(at('token.yml'), OPTIONS)
  const other = runPlaybook(at('site.yml'), { ...OPTIONS, extraVars: { word: 'first-secret' }, limit: 'a' })
  const during = process.eventNames().map(name => [name, process.listenerCount(name)])
  const [ofOne, ofOther] = await Promise.all([eventsOf(one), eventsOf(other)]).finally(() => {
    process.stdout.write = write
  })
  assert.not.match(JSON.stringify(ofOne), 'first-secret')
  assert.match(JSON.stringify(ofOther), '"stdout":"first-secret"')
  assert.equal([(await one.result).exitCode, (await other.result).exitCode], [0, 0])
  assert.is(printed, '')
  assert.equal(during, before)
  assert.equal(
    process.eventNames().map(name => [name, process.listenerCount(name)]),
    before,
  )
})

test('an abort ends a wait and starts no further task', async () => {
  const stop = new AbortController()
  const run = runPlaybook(at('slow.yml'), { ...OPTIONS, signal: stop.signal })
  const seen: string[] = []
  for await (const event of run) {
    seen.push(event.type)
    if (event.type === 'task.start') setTimeout(() => stop.abort(), 200)
    if (event.type === 'task.result') assert.is(event.message, 'the run was stopped during the wait')
  }
  assert.is((await run.result).exitCode, 130)
  assert.is(seen.filter(type => type === 'task.start').length, 1)
})

test('one signal stops many runs at once, without a warning of Node.js', async () => {
  const warnings: string[] = []
  const warned = ({ message }: Error): void => void warnings.push(message)
  process.on('warning', warned)
  const stop = new AbortController()
  const runs = Array.from({ length: 12 }, () =>
    runPlaybook(at('slow.yml'), { ...OPTIONS, signal: stop.signal }),
  )
  setTimeout(() => stop.abort(), 200)
  const results = await Promise.all(runs.map(run => run.result))
  process.off('warning', warned)
  assert.equal(
    results.map(({ exitCode }) => exitCode),
    runs.map(() => 130),
  )
  assert.equal(warnings, [])
})

test('an already aborted signal runs nothing', async () => {
  const run = runPlaybook(at('slow.yml'), { ...OPTIONS, signal: AbortSignal.abort() })
  assert.is((await run.result).exitCode, 130)
  assert.not.ok((await eventsOf(run)).some(({ type }) => type === 'apply.start'))
})

test('errors are thrown to the reader with secrets masked, and do not end the process', async () => {
  const unhandled: unknown[] = []
  const note = (error: unknown): void => void unhandled.push(error)
  process.on('unhandledRejection', note)
  process.env.TOKEN_OF_TWO = 'second-secret'
  writeFileSync(
    at('wrong.yml'),
    '- hosts: a\n  vars: { x: !secret { env: TOKEN_OF_TWO } }\n  tasks: [{ file: { path: /x, state: "{{x}}" } }, { debgu: {} }]\n',
  )
  for (const [name, options] of [['wrong.yml'], ['site.yml', { chek: true }], ['none.yml']] as const) {
    const run = runPlaybook(at(name), { ...OPTIONS, ...options })
    const [read, awaited] = await Promise.allSettled([eventsOf(run), run.result])
    for (const outcome of [read, awaited]) {
      const reason = outcome?.status === 'rejected' ? outcome.reason : undefined
      assert.instance(reason, InputErrors)
      assert.not.match(String(reason), 'second-secret')
    }
  }
  // This run is not read.
  runPlaybook(at('none.yml'), OPTIONS)
  await new Promise(resolve => setTimeout(resolve, 50))
  process.off('unhandledRejection', note)
  assert.equal(unhandled, [])
})

test('a reader that stops reading does not stop the run', async () => {
  const run = runPlaybook(at('site.yml'), { ...OPTIONS, extraVars: { word: 'x' } })
  for await (const event of run) if (event.type === 'play.start') break
  assert.is((await run.result).exitCode, 2)
})

test('a journal is written unless `journal` is false', async () => {
  const journals = (): number => {
    try {
      return readdirSync(join(userFolder('state') ?? '', 'drover/runs')).filter(each => /ndjson$/.test(each))
        .length
    } catch {
      return 0
    }
  }
  const before = journals()
  await runPlaybook(at('site.yml'), { ...OPTIONS, extraVars: { word: 'x' } }).result
  assert.is(journals(), before)
  const { run } = await runPlaybook(at('site.yml'), { ...OPTIONS, extraVars: { word: 'x' }, journal: true })
    .result
  assert.is(journals(), before + 1)
  const { stdout } = await say(process.cwd(), 'logs', run)
  assert.match(stdout, /^\nPLAY all \(2 hosts\)\nTASK command/)
})

test.run()
