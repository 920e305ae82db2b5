import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { escapeRegex } from '../../src/base/escape-regex.ts'
import { Scope } from '../../src/evaluation/scope.ts'
import type { Host } from '../../src/remote/host.ts'
import { fileState } from '../../src/remote/probes/files/file.ts'
import { joinShell, quote, type ShellText, sh, ShellText as Text } from '../../src/shell/quote.ts'
import { inPlace } from '../../src/task-lib/commands.ts'
import { checkTarget } from '../../src/transport/address.ts'
import { start, type Target } from '../../src/transport/spawn.ts'
import { commandOf } from '../../src/transport/ssh-args.ts'
import { openShell } from '../kit/shell-session.ts'

/** The number of strings for each place and shell; `npm run test:faults` tries 10,000. */
const CASES = Number(process.env.DROVER_QUOTES ?? 120)
const BATCH = 500
/** Milliseconds after which a shell counts as hung because something was not quoted. */
const TIMEOUT = 30_000
const SEED = Number(process.env.DROVER_SEED ?? Date.now() % 1_000_000)
const SHELLS = ['dash', 'bash', 'busybox', 'mksh']
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

/** The places for a string, and a script that prints it followed by a NUL byte. */
const PLACES: readonly (readonly [string, (strings: readonly string[]) => ShellText])[] = [
  ['arguments of a command', strings => joinShell(strings.map(each => sh`printf '%s\\0' ${each}`))],
  ['a list of arguments', strings => sh`printf '%s\\0' ${strings}`],
  [
    'the environment of a command',
    strings =>
      joinShell(strings.map(each => sh`(${inPlace(sh`printf '%s\\0' "$X"`, undefined, { X: each })})`)),
  ],
  [
    'a script for another shell',
    strings => joinShell(strings.map(each => sh`/bin/sh -c ${sh`printf '%s\\0' ${each}`.text}`)),
  ],
  [
    'the template function `quote`',
    strings => joinShell(strings.map(each => new Text(`printf '%s\\0' ${quotedByTemplate(each)}`))),
  ],
]

for (const shell of SHELLS) {
  for (const [place, scriptOf] of PLACES) {
    test(`${CASES} strings in ${shell} return byte for byte from ${place} (seed ${SEED})`, async () => {
      const { host, close } = await openShell(shell)
      for (const strings of batchesOf(CASES)) {
        const { stdout } = await host.run(scriptOf(strings), { timeout: TIMEOUT })
        assert.is(stdout.compare(Buffer.from(strings.map(each => `${each}\0`).join(''))), 0)
      }
      await close()
    })
  }

  test(`${CASES} strings in ${shell} return byte for byte from standard input (seed ${SEED})`, async () => {
    const { host, close } = await openShell(shell)
    for (const strings of batchesOf(CASES)) {
      const input = strings.join('\0')
      assert.is((await host.run(sh`cat`, { stdin: input, timeout: TIMEOUT })).stdout.toString(), input)
    }
    await close()
  })

  test(`${CASES} names and contents of files and directories are handled as data in ${shell} (seed ${SEED})`, async () => {
    const { host, close } = await openShell(shell)
    const folder = mkdtempSync(join(tmpdir(), 'drover-quote-'))
    for (const strings of batchesOf(CASES)) {
      const names = new Set(strings.map(each => each.replaceAll('/', '_').slice(0, 60)))
      for (const odd of ['', '.', '..']) names.delete(odd)
      await holdNames(host, mkdtempSync(join(folder, 'd')), [...names])
    }
    rmSync(folder, { recursive: true })
    await close()
  })
}

/**
 * Asserts that files can be written, probed and used as directories by their names; one of them is too large
 * for a frame.
 */
async function holdNames(host: Host, folder: string, names: readonly string[]): Promise<void> {
  const contentOf = (name: string): string => `${name}\0${name}`
  const big = 'x'.repeat(70_000)
  // New files are written in one batch; every tenth is written separately, as one that may replace another.
  await Promise.all(
    names.map((name, nth) =>
      host.write({
        path: join(folder, name),
        content: contentOf(name),
        mode: '0600',
        ...(nth % 10 === 0 ? {} : { replaces: null }),
      }),
    ),
  )
  const states = await Promise.all(names.map(name => host.ask(fileState(join(folder, name)))))
  assert.equal(readdirSync(folder).sort(), [...names].sort())
  for (const [nth, name] of names.entries()) {
    assert.is(readFileSync(join(folder, name), 'utf8'), contentOf(name))
    assert.is(states[nth]?.size, Buffer.byteLength(contentOf(name)))
    rmSync(join(folder, name))
  }
  const [first = 'x'] = names
  mkdirSync(join(folder, first))
  await host.write({ path: join(folder, first, first), content: big, mode: '0600' })
  assert.is(readFileSync(join(folder, first, first), 'utf8'), big)
  const { stdout } = await host.run(inPlace(sh`pwd -P; ls -A`, join(folder, first), {}))
  assert.is(stdout.toString(), `${folder}/${first}\n${first}\n`)
}

test(`${CASES} arguments of a program on the controller arrive unchanged (seed ${SEED})`, async () => {
  for (const strings of batchesOf(CASES)) {
    const { stdout, ended } = await start(['printf', '%s\\0', ...strings])
    const pieces: Buffer[] = []
    stdout.on('data', piece => pieces.push(piece))
    assert.is(await ended, 0)
    assert.is(Buffer.concat(pieces).compare(Buffer.from(strings.map(each => `${each}\0`).join(''))), 0)
  }
})

const TARGET: Target = { name: 'box', connection: 'ssh', address: 'box', sshArgs: [], connectTimeout: 10 }

test(`${CASES} names, addresses and users are each refused before anything is started, or passed as one argument (seed ${SEED})`, () => {
  const taken = { name: 0, address: 0, user: 0, become: 0 }
  for (const strings of batchesOf(CASES)) {
    for (const [nth, each] of strings.entries()) {
      // A random string is hardly ever a valid name, so invalid characters are removed from every fourth.
      const text = nth % 4 === 0 ? `a${each.replace(/[^A-Za-z0-9.@+_-]/g, '')}` : each
      const targets: Record<keyof typeof taken, Target> = {
        name: { ...TARGET, name: text },
        address: { ...TARGET, address: text },
        user: { ...TARGET, user: text },
        become: { ...TARGET, become: { method: 'sudo', user: text, flags: [] } },
      }
      for (const [place, target] of Object.entries(targets) as [keyof typeof taken, Target][]) {
        if (isRefused(target)) continue
        taken[place] += 1
        assertOneWord(place, target, text)
      }
    }
  }
  for (const [place, count] of Object.entries(taken)) assert.ok(count > CASES / 20, `${place}: ${count}`)
})

function assertOneWord(place: string, target: Target, text: string): void {
  assert.match(text, /^[A-Za-z0-9_:][A-Za-z0-9._:@+%-]*$/)
  const words = commandOf(target, undefined)
  if (place === 'address') assert.equal(words.slice(-3, -1), ['--', text])
  if (place === 'user') assert.is(words[words.indexOf('-l') + 1], text)
  if (place === 'become')
    assert.match(words.at(-1) ?? '', new RegExp(` -u ${escapeRegex(text)} -- /bin/sh -c `))
}

test('ssh itself reads the accepted names and users as names and users', () => {
  const names = batchesOf(BATCH)
    .flat()
    .map(each => `a${each.replace(/[^A-Za-z0-9.@+_-]/g, '')}`)
    .filter(user => !isRefused({ ...TARGET, user, address: user }))
    .slice(0, 12)
  assert.ok(names.length > 6)
  for (const user of names) {
    const words = commandOf({ ...TARGET, user, address: user }, undefined)
    const [ssh = '', ...rest] = ['ssh', '-G', '-F', 'none', ...words.slice(1, -1)]
    const { stdout } = spawnSync(ssh, rest, { encoding: 'utf8' })
    assert.match(stdout, new RegExp(`^user ${escapeRegex(user)}$`, 'm'))
    assert.match(stdout, new RegExp(`^hostname ${escapeRegex(user)}$`, 'im'))
  }
})

test('a NUL byte is refused, because no shell word can contain it', () => {
  assert.throws(() => quote('a\0b'), /a NUL byte cannot be part of a shell word/)
})

test.run()

/** The strings in batches: first each hostile character by itself and between others, then random ones. */
function batchesOf(count: number): string[][] {
  const random = generator(SEED)
  const first = ['', ...HOSTILE, ...HOSTILE.map(message => `a${message}b`)]
  const strings = Array.from({ length: count }, (_, nth) => first[nth] ?? randomString(random))
  return Array.from({ length: Math.ceil(count / BATCH) }, (_, nth) =>
    strings.slice(nth * BATCH, (nth + 1) * BATCH),
  )
}

function quotedByTemplate(value: string): string {
  const place = { file: 'x', line: 1, column: 1 }
  const source = { kind: 'scalar', value: '{{quote value}}', place } as const
  return String(Scope.of([new Map([['value', { value }]])]).render(source))
}

function isRefused(target: Target): boolean {
  try {
    checkTarget(target)
    return false
  } catch {
    return true
  }
}

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
