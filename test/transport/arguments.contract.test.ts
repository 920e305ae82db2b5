import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Host } from '../../src/remote/host.ts'
import { userState } from '../../src/remote/probes/accounts.ts'
import { remoteHost } from '../../src/remote/remote-host.ts'
import { armGuard } from '../../src/remote/rollback/arm.ts'
import { ShellClient } from '../../src/shell/client.ts'
import { printedFields } from '../../src/shell/printed-fields.ts'
import { BOOTSTRAP } from '../../src/shell/programs/bootstrap.ts'
import { sh } from '../../src/shell/quote.ts'
import { inPlace } from '../../src/task-lib/commands.ts'
import { start } from '../../src/transport/spawn.ts'
import { scratch } from '../kit/local-session.ts'
import { SHELLS } from '../kit/open-shells.ts'
import { watchProcesses } from '../kit/process-list.ts'
import { shellWords } from '../kit/shells.ts'

// No content, input, script or setting that is sent to a host appears in a process list, in any shell.

const place = scratch()
test.after(() => place.remove())

/** A word to search for, surrounded by bytes of every kind, which no shell may change. */
function around(word: string): Buffer {
  return Buffer.concat([
    Buffer.from(`-n ${word} it's \\c \\0101 %s\n`),
    randomBytes(200),
    Buffer.from(`\0${word}`),
  ])
}

/** Every way in which a word reaches a host; each is repeated, so that a process of a millisecond is seen. */
const CARRIERS: readonly (readonly [
  what: string,
  carry: (host: Host, word: string, folder: string) => Promise<unknown>,
])[] = [
  [
    'new files that are written in one batch',
    (host, word, folder) =>
      Promise.all(
        ['a', 'b', 'c'].map(name =>
          host.write({ path: `${folder}/${name}`, content: around(word), mode: '0600', replaces: null }),
        ),
      ),
  ],
  [
    'a file that is replaced',
    (host, word, folder) => host.write({ path: `${folder}/one`, content: around(word), mode: '0600' }),
  ],
  [
    'a key with its certificate',
    (host, word, folder) =>
      host.write({
        path: `${folder}/key`,
        content: around(word),
        mode: '0600',
        atomicWith: [{ path: `${folder}/pem`, content: around(word), mode: '0600' }],
      }),
  ],
  [
    'a file that is streamed',
    (host, word, folder) =>
      host.write({
        path: `${folder}/big`,
        content: Buffer.concat([around(word), Buffer.alloc(100_000)]),
        mode: '0600',
      }),
  ],
  [
    'the input of a command, small and large',
    async (host, word) => {
      await host.run(sh`cat >/dev/null`, { stdin: around(word) })
      await host.run(sh`cat >/dev/null`, { stdin: Buffer.concat([around(word), Buffer.alloc(300_000)]) })
    },
  ],
  [
    'the password of a user',
    (host, word) => host.run(sh`chpasswd -e`, { stdin: `nobody-at-all:${word}\n`, ok: 'any' }),
  ],
  [
    'the text of a script and its variables',
    (host, word) => host.run(sh`secret=${word}; test "$secret" = x; sleep 0.01`),
  ],
  [
    'the settings of a request',
    (host, word) => host.run(sh`${printedFields(`header = ${word}\n`)} | cat >/dev/null`),
  ],
  ['a probe for the hash of a user', (host, word) => host.ask(userState(word.replace('word', 'user')))],
  [
    'a guarded command',
    async (host, word) => {
      const guard = await armGuard(host, { seconds: 60, undo: `: ${word}` })
      await guard.saveCommand(host, {
        title: `give ${word}`,
        script: inPlace(sh`: ${word}`, undefined, { SECRET: word }),
        stdin: word,
      })
      await guard.disarm(host)
    },
  ],
]

const words = new Map(SHELLS.map(shell => [shell, `word-${shell}-${randomBytes(6).toString('hex')}`]))

test(`in ${SHELLS.join(', ')}, no data that is sent to a host appears in a process list`, async () => {
  const shadow = join(place.path, 'shadow')
  const passwd = join(place.path, 'passwd')
  const users = [...words.values()].map(word => word.replace('word', 'user'))
  writeFileSync(passwd, users.map((user, nth) => `${user}:x:${5000 + nth}:5000::/:/bin/sh\n`).join(''))
  writeFileSync(shadow, [...words.values()].map((word, nth) => `${users[nth]}:${word}:1::::::\n`).join(''))
  const control = `control-${randomBytes(6).toString('hex')}`
  const watch = watchProcesses([...words.values(), control], 'cmdline', 'environ')
  let found: string[] = []
  try {
    await Promise.all(SHELLS.map(carryAll))
    // The watcher finds what it watches for.
    const shown = await start(['sh', '-c', 'sleep 1', control], { CONTROL: control })
    await shown.ended
  } finally {
    found = (await watch.end()).found
  }
  // In its arguments and its environment; a process that is about to exec may still show the old ones.
  assert.ok(found.filter(each => each.includes(control)).length >= 2, found.join('; '))
  assert.equal(
    found.filter(each => !each.includes(control)),
    [],
  )
})

/** Sends a word in each of the ways, twice, in a shell whose mount namespace has its own users. */
async function carryAll(shell: (typeof SHELLS)[number]): Promise<void> {
  const folder = join(place.path, shell)
  const mount = 'mount --bind "$0/passwd" /etc/passwd && mount --bind "$0/shadow" /etc/shadow && exec "$@"'
  const program = ['unshare', '--mount', 'sh', '-c', mount, place.path, ...shellWords(shell), '-c', BOOTSTRAP]
  const protocol = new ShellClient(await start(program), shell)
  protocol.begin()
  await protocol.ready
  const host = remoteHost(shell, protocol)
  await host.run(sh`mkdir ${folder}`)
  for (const [what, carry] of CARRIERS) {
    for (let nth = 0; nth < 2; nth += 1) {
      await carry(host, words.get(shell) ?? '', folder).catch((error: Error) => {
        throw new Error(`${what} in ${shell}: ${error.message}`)
      })
      await host.run(sh`rm -rf ${folder} && mkdir ${folder}`)
    }
  }
  await protocol.close()
}

for (const shell of SHELLS) {
  test(`in ${shell}, printed data arrives byte for byte`, async () => {
    const protocol = new ShellClient(await start([...shellWords(shell), '-c', BOOTSTRAP]), shell)
    protocol.begin()
    const host = remoteHost(shell, protocol)
    await protocol.ready
    const bytes = Buffer.concat([
      Buffer.from('-n -e -- \\c \\0 \\101 \\\\ %s %% \t\r\n'),
      Buffer.from(Array.from({ length: 256 }, (_, nth) => nth)),
    ])
    assert.equal((await host.run(sh`${printedFields(bytes)}`)).stdout, bytes)
    const texts = ['-n', '-e', '--', '\\c', 'a\\0101\\n\\', '\\\\', '%s', "it's", '', ' a  b ', '*']
    const said = await host.run(sh`for t in ${texts}; do d_print_line "$t"; done`)
    assert.is(said.stdout.toString(), `${texts.join('\n')}\n`)
    await protocol.close()
  })
}

test.run()
