import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Probe, probe } from '../../src/host/probe.ts'
import { fileState, fileStates } from '../../src/host/probes/file.ts'
import { fileContent } from '../../src/host/probes/read.ts'
import { sh } from '../../src/host/shell.ts'
import { openShell } from '../kit/shell-session.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-asker-'))
const at = (name: string): string => join(folder, name)
test.after(() => rmSync(folder, { recursive: true, force: true }))
writeFileSync(at('a'), 'first\n')
writeFileSync(at('b'), Buffer.from([0, 10, 255, 10, 0]))
writeFileSync(at("it's\na name"), '')

/** Whether words are good; together with a bad one no question can be answered. */
function isGood(...words: string[]): Probe<readonly boolean[]> {
  return probe({
    title: `good: ${words.join(' ')}`,
    script: sh`for w in ${words}; do case $w in bad) echo 'no answer' >&2; exit 9;; esac; echo "$w"; done`,
    parse: ({ stdout }) =>
      stdout
        .toString()
        .trim()
        .split('\n')
        .map(word => word === 'good'),
    together: {
      kind: 'good',
      about: words,
      all: all => isGood(...all),
      pick: answers => answers as readonly boolean[],
    },
  })
}

for (const shell of ['dash', 'bash', 'busybox', 'mksh']) {
  test(`what is asked in one turn is asked in one request a kind, in ${shell}`, async () => {
    const { host, protocol, close } = await openShell(shell)
    const paths = ['a', 'b', "it's\na name", 'absent']
    const [states, one, contents] = await Promise.all([
      host.ask(fileStates(paths.map(at))),
      host.ask(fileState(at('b'))),
      Promise.all(paths.map(path => host.ask(fileContent(at(path))))),
    ])
    assert.equal(
      states.map(state => state?.size ?? null),
      [6, 5, 0, null],
    )
    assert.equal(one, states[1])
    assert.equal(contents, [Buffer.from('first\n'), Buffer.from([0, 10, 255, 10, 0]), Buffer.alloc(0), null])
    assert.is(protocol.cost.requests, 2)
    await close()
  })
}

test('a question that cannot be answered takes none of its neighbours with it', async () => {
  const { host, close } = await openShell('dash')
  const [good, bad, worse] = await Promise.allSettled([
    host.ask(isGood('good')),
    host.ask(isGood('bad')),
    host.ask(isGood('worse', 'good')),
  ])
  assert.equal(good, { status: 'fulfilled', value: [true] })
  assert.is(
    bad?.status === 'rejected' && bad.reason.message,
    'could not look: good: bad: status 9: no answer',
  )
  assert.equal(worse, { status: 'fulfilled', value: [false, true] })
  await close()
})

test('files whose size is not what they hold are read all the same', async () => {
  const { host, close } = await openShell('dash')
  const [version, first] = await Promise.all([
    host.ask(fileContent('/proc/version')),
    host.ask(fileContent(at('a'))),
  ])
  assert.match(String(version), /^Linux version /)
  assert.is(String(first), 'first\n')
  await close()
})

test('a question is answered before what is written after it, and after what is written before it', async () => {
  const { host, close } = await openShell('dash')
  const before = host.ask(fileContent(at('c')))
  const written = host.run(sh`echo new >${at('c')}`)
  const after = host.ask(fileContent(at('c')))
  await written
  assert.equal([await before, String(await after)], [null, 'new\n'])
  await close()
})

test.run()
