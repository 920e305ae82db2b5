import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { joinShell, quote, sh } from '../../src/host/shell.ts'
import { openShell } from '../kit/shell-session.ts'

/** Strings for each place and shell: 5 places, 4 shells. */
const CASES = 10_000
const BATCH = 500
const SEED = Number(process.env.DROVER_SEED ?? Date.now() % 1_000_000)
const HOSTILE = [
  "'",
  '"',
  '`',
  '$',
  '\\',
  '\n',
  '\t',
  ' ',
  ';',
  '&',
  '|',
  '<',
  '>',
  '(',
  ')',
  '{',
  '}',
  '[',
  ']',
  '*',
  '?',
  '!',
  '#',
  '~',
  '=',
  '%',
  '-',
  '\r',
  '\x01',
  '\x1b',
  '\x7f',
  'é',
  '日',
  '😀',
  '$(id)',
  '`id`',
  '\\n',
  '%s',
  '-n',
  '{{x}}',
]

for (const shell of ['dash', 'bash', 'busybox', 'mksh']) {
  test(`${CASES} strings in ${shell} come back byte for byte from words, environment and input (seed ${SEED})`, async () => {
    const { host, close } = await openShell(shell)
    const random = generator(SEED)
    for (let done = 0; done < CASES; done += BATCH) {
      const strings = Array.from({ length: BATCH }, () => randomString(random))
      const words = joinShell(strings.map(each => sh`printf '%s\\0' ${each}`))
      const environment = joinShell(strings.map(each => sh`(X=${each}; export X; printf '%s\\0' "$X")`))
      const expected = Buffer.from(strings.map(each => `${each}\0`).join(''))
      const input = strings.join('\0')
      const [fromWords, fromEnvironment, fromInput] = await Promise.all([
        host.run(words),
        host.run(environment),
        host.run(sh`cat`, { stdin: input }),
      ])
      assert.is(fromWords.stdout.compare(expected), 0)
      assert.is(fromEnvironment.stdout.compare(expected), 0)
      assert.is(fromInput.stdout.toString(), input)
    }
    await close()
  })

  test(`file names and contents are data in ${shell} (seed ${SEED})`, async () => {
    const { host, close } = await openShell(shell)
    const random = generator(SEED + 1)
    const folder = mkdtempSync(join(tmpdir(), 'drover-quote-'))
    const files = new Map<string, string>()
    while (files.size < 300) {
      const name = randomString(random).replaceAll('/', '_').slice(0, 60)
      if (name !== '' && name !== '.' && name !== '..') files.set(name, randomString(random))
    }
    await Promise.all(
      [...files].map(([name, content]) => host.write({ path: join(folder, name), content, mode: '0600' })),
    )
    assert.equal(readdirSync(folder).sort(), [...files.keys()].sort())
    for (const [name, content] of files) assert.is(readFileSync(join(folder, name), 'utf8'), content)
    rmSync(folder, { recursive: true })
    await close()
  })
}

test('a NUL byte is refused, for no shell word can carry it', () => {
  assert.throws(() => quote('a\0b'), /a NUL byte cannot be part of a shell word/)
})

test.run()

function randomString(random: () => number): string {
  const length = Math.floor(random() * 12)
  return Array.from({ length }, () => {
    if (random() < 0.6) return HOSTILE[Math.floor(random() * HOSTILE.length)]
    return String.fromCodePoint(1 + Math.floor(random() * 0xd7fe))
  })
    .join('')
    .replaceAll('\0', '')
}

/** mulberry32: a small seeded generator. Source: github.com/bryc/code, PRNGs.md. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
