import { lutimesSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Probe, probe } from '../../src/remote/probe.ts'
import { fileState, fileStates } from '../../src/remote/probes/files/file.ts'
import { fileContent } from '../../src/remote/probes/files/read.ts'
import { sh } from '../../src/shell/quote.ts'
import { closingShells } from '../kit/open-shells.ts'

const openShell = closingShells()
const folder = mkdtempSync(join(tmpdir(), 'drover-asker-'))
const at = (name: string): string => join(folder, name)
test.after(() => rmSync(folder, { recursive: true, force: true }))
writeFileSync(at('a'), 'first\n')
writeFileSync(at('b'), Buffer.from([0, 10, 255, 10, 0]))
writeFileSync(at("it's\na name"), '')

/** Whether words are good; a bad word makes the whole batch fail. */
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

symlinkSync('b', at('link'))
symlinkSync('gone', at('broken'))
mkdirSync(at('folder'))
// Reading a file does not change its atime if that is in the future.
for (const name of ['a', 'b', "it's\na name", 'link', 'broken', 'folder']) {
  lutimesSync(at(name), new Date('2040-01-01'), new Date())
}

for (const shell of ['dash', 'bash', 'busybox', 'mksh', 'zsh', 'yash']) {
  test(`in ${shell}, file probes of one turn are sent in one request, and answered as if sent alone`, async () => {
    const { host, protocol } = await openShell(shell)
    const paths = ['a', 'b', "it's\na name", 'link', 'broken', 'folder', 'absent'].map(at)
    const [first = '', ...others] = paths
    const questions: Probe<unknown>[] = [
      fileStates(paths),
      fileState(first),
      ...paths.map(path => fileContent(path)),
      fileStates(others, { digest: 'sha256' }),
      fileState(first, { digest: 'sha256' }),
      fileStates([...paths].reverse(), { digest: 'sha1' }),
    ]
    const alone: unknown[] = []
    for (const question of questions) alone.push(await host.ask(question))
    const before = protocol.cost.requests
    const together = await Promise.all(questions.map(question => host.ask(question)))
    assert.equal(together, alone)
    assert.is(protocol.cost.requests - before, 1)
    assert.equal(
      await Promise.all([
        host.ask(fileContent(at('absent'))),
        host.ask(fileStates([at('gone')], { digest: 'md5' })),
      ]),
      [null, [null]],
    )
  })
}

test('a failing probe does not affect the others of its batch', async () => {
  const { host } = await openShell('dash')
  const [good, bad, worse] = await Promise.allSettled([
    host.ask(isGood('good')),
    host.ask(isGood('bad')),
    host.ask(isGood('worse', 'good')),
  ])
  assert.equal(good, { status: 'fulfilled', value: [true] })
  assert.is(bad?.status === 'rejected' && bad.reason.message, 'probe failed: good: bad: status 9: no answer')
  assert.equal(worse, { status: 'fulfilled', value: [false, true] })
})

test('files whose size does not match their content are read anyway', async () => {
  const { host } = await openShell('dash')
  const [version, first] = await Promise.all([
    host.ask(fileContent('/proc/version')),
    host.ask(fileContent(at('a'))),
  ])
  assert.match(String(version), /^Linux version /)
  assert.is(String(first), 'first\n')
})

test('a probe is answered before a later write, and after an earlier one', async () => {
  const { host } = await openShell('dash')
  const before = host.ask(fileContent(at('c')))
  const written = host.run(sh`echo new >${at('c')}`)
  const after = host.ask(fileContent(at('c')))
  await written
  assert.equal([await before, String(await after)], [null, 'new\n'])
})

test.run()
