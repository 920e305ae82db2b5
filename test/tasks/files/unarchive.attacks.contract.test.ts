import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openSession } from '../../../src/remote/session.ts'
import unarchive from '../../../tasks/files/unarchive.ts'
import { carryOut } from '../../faults/carry-out.ts'
import { bind, fingerprint } from '../../kit/contract.ts'
import { type LocalSession, openLocalSessions, scratch, sessionsFrom } from '../../kit/local-session.ts'
import { projectIn } from '../../kit/project.ts'
import { type TarEntry, tarOf } from '../../kit/tar.ts'

let sessions: readonly LocalSession[] = []
test.before(async () => {
  sessions = await openLocalSessions()
})
test.after(async () => {
  for (const session of sessions) await session.close()
})

interface Place {
  /** The folder of archives, `out`, and `outside`, in which nothing may change. */
  readonly path: string
  readonly unarchive: (params: Record<string, unknown>, meanwhile?: () => void) => Promise<string>
}

let tests = 0
/** Runs a body in the next shell, in a new folder, and checks that `outside` is unchanged and no private folder is left. */
async function everywhere(body: (place: Place, session: LocalSession) => Promise<void>): Promise<void> {
  tests += 1
  for (const session of sessionsFrom(sessions, tests)) {
    const { path, remove } = scratch()
    try {
      for (const name of ['out', 'outside']) mkdirSync(join(path, name))
      writeFileSync(join(path, 'outside', 'precious'), 'precious')
      const before = fingerprint(join(path, 'outside'))
      const place: Place = {
        path,
        unarchive: (params, meanwhile) =>
          carryOut({
            type: unarchive,
            params: { dest: join(path, 'out'), ...params },
            host: session.host,
            project: projectIn(path),
            ...(meanwhile ? { meanwhile } : {}),
          }),
      }
      await body(place, session)
      assert.equal(fingerprint(join(path, 'outside')), before)
      const left = readdirSync(join(path, 'out')).filter(name => name.startsWith('.drover'))
      assert.equal(left, [], 'no private folder is left')
    } catch (error) {
      if (error instanceof Error) error.message = `in ${session.shell}: ${error.message}`
      throw error
    } finally {
      remove()
    }
  }
}

/** An archive in the project, and the same archive on the host. */
const SOURCES = (path: string, name: string) => [{ src: name }, { src: join(path, name), remote_src: true }]

test('a link is checked at its final path after `strip_components`, so that a second archive cannot write outside through it', async () => {
  await everywhere(async ({ path, unarchive }) => {
    const first = tarOf([{ path: 'top/sub/l', type: '2', target: '../../outside' }])
    writeFileSync(join(path, 'first.tar'), first)
    writeFileSync(join(path, 'second.tar'), tarOf([{ path: 'l/precious', content: 'evil' }]))
    for (const source of SOURCES(path, 'first.tar')) {
      assert.match(
        await unarchive({ ...source, strip_components: 2 }),
        /`top\/sub\/l` is a link to `..\/..\/outside`, outside of the directory/,
      )
      assert.equal(readdirSync(join(path, 'out')), [])
    }
    // Also if such a link already exists.
    symlinkSync('../outside', join(path, 'out', 'l'))
    for (const source of SOURCES(path, 'second.tar')) {
      const said = await unarchive(source)
      assert.match(said, /a directory for `.*\/out\/l`, but the host has a symbolic link to `..\/outside`/)
      assert.match(said, /links in `dest` are not followed/)
    }
  })
})

test('a directory that is replaced by a link between check and apply is not followed', async () => {
  await everywhere(async ({ path, unarchive }) => {
    writeFileSync(join(path, 'a.tar'), tarOf([{ path: 'd/e/precious', content: 'evil' }]))
    for (const [there, swapped] of [
      ['d', 'd'],
      ['d/e', 'd/e'],
      ['d/e', 'd'],
    ] as const) {
      rmSync(join(path, 'out'), { recursive: true })
      mkdirSync(join(path, 'out', there), { recursive: true })
      const said = await unarchive({ src: 'a.tar' }, () => {
        rmSync(join(path, 'out', swapped), { recursive: true })
        symlinkSync(join(path, 'outside'), join(path, 'out', swapped))
      })
      assert.match(said, /^failed: .*is no longer a directory/)
    }
  })
})

/** Archives whose listing by tar differs from the extracted content, and the message. */
const LIES: readonly (readonly [
  title: string,
  listed: readonly TarEntry[],
  extracted: readonly TarEntry[],
  said: RegExp,
])[] = [
  [
    'a file that is a link out',
    [{ path: 'd/f', content: 'x' }],
    [{ path: 'd/f', type: '2', target: '/etc' }],
    /refused: expected 1 files, 1 directories and 0 links from its listing, extracted 0 files, 1 directories and 1 links/,
  ],
  [
    'a link that leads elsewhere',
    [{ path: 'd/l', type: '2', target: 'f' }],
    [{ path: 'd/l', type: '2', target: '../../outside' }],
    /refused: d\/l is a link that leads out/,
  ],
  [
    'one more',
    [{ path: 'f' }],
    [{ path: 'f' }, { path: 'g' }],
    /from its listing, extracted 2 files, 0 directories/,
  ],
  ['another name', [{ path: 'd/f' }], [{ path: 'e/f' }], /still differs/],
  ['a pipe', [{ path: 'f' }], [{ path: 'f', type: '6' }], /refused: f is a device, a pipe or a socket/],
]

for (const [title, listed, extracted, said] of LIES) {
  test(`the extracted content is checked, not only the listing: ${title}`, async () => {
    const { path, remove } = scratch()
    const bin = join(path, 'bin')
    mkdirSync(bin)
    writeFileSync(join(path, 'listed.tar'), tarOf(listed))
    const tar = execFileSync('which', ['tar'], { encoding: 'utf8' }).trim()
    // tar lists, or prints, the other archive.
    writeFileSync(
      join(bin, 'tar'),
      `#!/bin/sh\ncase "$*" in *-tvf*) cat >/dev/null; exec ${tar} "$@" <${path}/listed.tar;; esac\nexec ${tar} "$@"\n`,
    )
    chmodSync(join(bin, 'tar'), 0o755)
    const session = await openSession({
      ...{ name: 'node1', address: 'local', sshArgs: [], connectTimeout: 10 },
      connection: ['env', `PATH=${bin}:${process.env.PATH}`],
    })
    mkdirSync(join(path, 'out'))
    mkdirSync(join(path, 'outside'))
    writeFileSync(join(path, 'a.tar'), tarOf(extracted))
    const params = { src: join(path, 'a.tar'), dest: join(path, 'out'), remote_src: true }
    const outcome = await carryOut({
      type: unarchive,
      params,
      host: session.host(),
      project: projectIn(path),
    })
    assert.match(outcome, said)
    const links = readdirSync(join(path, 'out'), { recursive: true, encoding: 'utf8' })
      .map(name => join(path, 'out', name))
      .filter(name => lstatSync(name).isSymbolicLink())
    assert.equal(links, [])
    await session.close()
    remove()
  })
}

test('a hard link to a file outside of the archive is refused', async () => {
  const { path, remove } = scratch()
  const bin = join(path, 'bin')
  for (const name of ['bin', 'out']) mkdirSync(join(path, name))
  writeFileSync(join(path, 'a.tar'), tarOf([{ path: 'f', content: '' }]))
  const tar = execFileSync('which', ['tar'], { encoding: 'utf8' }).trim()
  writeFileSync(join(path, 'secret'), '')
  writeFileSync(
    join(bin, 'tar'),
    `#!/bin/sh\ncase "$*" in *-xp*) cat >/dev/null; ln ${path}/secret root/f; exit;; esac\nexec ${tar} "$@"\n`,
  )
  chmodSync(join(bin, 'tar'), 0o755)
  const session = await openSession({
    ...{ name: 'node1', address: 'local', sshArgs: [], connectTimeout: 10 },
    connection: ['env', `PATH=${bin}:${process.env.PATH}`],
  })
  const params = { src: 'a.tar', dest: join(path, 'out') }
  const said = await carryOut({ type: unarchive, params, host: session.host(), project: projectIn(path) })
  assert.match(said, /refused: f has another name outside of the archive/)
  assert.is(statSync(join(path, 'secret')).nlink, 1)
  await session.close()
  remove()
})

test('an entry after a single empty block is checked as tar on the host reads it', async () => {
  await everywhere(async ({ path, unarchive }) => {
    const [before, behind] = [
      tarOf([{ path: 'a', content: 'x' }]),
      tarOf([{ path: 'l', type: '2', target: '/etc' }]),
    ]
    writeFileSync(join(path, 'a.tar'), Buffer.concat([before.subarray(0, -512), behind]))
    const said = await unarchive({ src: 'a.tar' })
    assert.match(said, /is a link to .*, outside of the directory|^changed$/)
    assert.not.ok(existsSync(join(path, 'out', 'l')))
  })
})

test('set-user-ID bits are dropped with a warning, and kept with `-p`', async () => {
  await everywhere(async ({ path }, { host, shell }) => {
    writeFileSync(
      join(path, 'a.tar'),
      tarOf([
        { path: 'd/su', content: 'x', mode: 0o4755 },
        { path: 'd/sg', content: 'y', mode: 0o2755 },
        { path: 'd/f', content: 'z', mode: 0o755 },
      ]),
    )
    const modes = (): string[] =>
      ['su', 'sg', 'f'].map(name => (statSync(join(path, 'out', 'd', name)).mode & 0o7777).toString(8))
    for (const source of SOURCES(path, 'a.tar')) {
      for (const owner of [undefined, 'daemon']) {
        rmSync(join(path, 'out', 'd'), { recursive: true, force: true })
        const params = { dest: join(path, 'out'), ...source, ...(owner ? { owner } : {}) }
        const run = (more: object) =>
          carryOut({ type: unarchive, params: { ...params, ...more }, host, project: projectIn(path) })
        const plan = await unarchive.check({
          ...{ params: bind(unarchive, params) as never, host, project: projectIn(path) },
          ...{ environment: {}, isCheckMode: true },
        })
        assert.match(
          JSON.stringify(plan.outputs),
          /set-user-id and set-group-id bits of .* are dropped \(d\/su, d\/sg\)/,
        )
        assert.is(await run({}), 'changed', shell)
        assert.equal(modes(), ['755', '755', '755'])
        assert.is(await run({ extra_opts: ['-p'] }), 'changed', shell)
        assert.equal(modes(), ['4755', '2755', '755'])
        assert.is(await run({ extra_opts: ['-p'] }), 'ok', shell)
      }
    }
  })
})

test('an archive with content larger than `max_size` is refused, and nothing is left', async () => {
  await everywhere(async ({ path, unarchive }) => {
    const large = tarOf([{ path: 'f', content: '0'.repeat(3_000_000) }])
    writeFileSync(join(path, 'a.tar.gz'), gzipSync(large))
    mkdirSync(join(path, 'zipped'))
    writeFileSync(join(path, 'zipped', 'f'), '0'.repeat(3_000_000))
    execFileSync('zip', ['-qr', '../a.zip', 'f'], { cwd: join(path, 'zipped') })
    for (const name of ['a.tar.gz', 'a.zip']) {
      for (const source of SOURCES(path, name)) {
        const said = await unarchive({ ...source, max_size: '2M' })
        assert.match(
          said,
          /^failed: the archive .* is refused: its content is larger than 2 MB \(.*raise `max_size`/,
        )
        assert.equal(readdirSync(join(path, 'out')), [])
        assert.is(await unarchive({ ...source, max_size: '4M' }), 'changed')
        rmSync(join(path, 'out', 'f'))
      }
    }
  })
})

test('a zip file whose content is larger than in its directory is not extracted', async () => {
  await everywhere(async ({ path, unarchive }) => {
    mkdirSync(join(path, 'zipped'))
    writeFileSync(join(path, 'zipped', 'f'), '0'.repeat(300_000))
    execFileSync('zip', ['-qr', '../a.zip', 'f'], { cwd: join(path, 'zipped') })
    const bytes = readFileSync(join(path, 'a.zip'))
    // The uncompressed size, in the local header and in the central directory.
    for (const [mark, at] of [
      ['PK\u0003\u0004', 22],
      ['PK\u0001\u0002', 24],
    ] as const) {
      bytes.writeUInt32LE(100, bytes.indexOf(mark, 0, 'latin1') + at)
    }
    writeFileSync(join(path, 'a.zip'), bytes)
    for (const source of SOURCES(path, 'a.zip')) {
      assert.match(await unarchive({ ...source, max_size: '1K' }), /^failed: /)
      assert.equal(readdirSync(join(path, 'out')), [])
    }
  })
})

test('an archive that does not fit on the disk is refused before the disk is full', async () => {
  await everywhere(async ({ path, unarchive }, { shell }) => {
    writeFileSync(join(path, 'a.tar.gz'), gzipSync(tarOf([{ path: 'f', content: '0'.repeat(3_000_000) }])))
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', join(path, 'out')])
    try {
      for (const source of SOURCES(path, 'a.tar.gz')) {
        const said = await unarchive(source)
        assert.match(
          said,
          /the file system at .*\/out has \d+ kB left, and the archive needs \d+.*free space there/,
        )
        assert.equal(readdirSync(join(path, 'out')), [])
      }
      // A sparse file needs less space than its size; busybox does not support it.
      if (shell === 'busybox') return
      execFileSync('truncate', ['-s', '50M', join(path, 'sparse')])
      execFileSync('tar', ['-cSf', 'sparse.tar', 'sparse'], { cwd: path })
      assert.is(await unarchive({ src: join(path, 'sparse.tar'), remote_src: true }), 'changed')
    } finally {
      spawnSync('umount', [join(path, 'out')])
    }
  })
})

test('a damaged archive changes no files', async () => {
  await everywhere(async ({ path, unarchive }) => {
    const whole = gzipSync(
      tarOf([
        { path: 'a', content: 'x' },
        { path: 'b', content: 'y' },
      ]),
    )
    // First with a wrong checksum, then truncated.
    const wrong = Buffer.from(whole)
    wrong[whole.length - 8] = (wrong[whole.length - 8] ?? 0) ^ 1
    for (const bytes of [wrong, whole.subarray(0, -20)]) {
      writeFileSync(join(path, 'a.tar.gz'), bytes)
      for (const source of SOURCES(path, 'a.tar.gz')) {
        assert.match(await unarchive(source), /^failed: /)
        assert.equal(readdirSync(join(path, 'out')), [])
      }
    }
  })
})

test('only entries that differ are replaced, and other files stay unchanged', async () => {
  await everywhere(async ({ path, unarchive }) => {
    const [old, next] = ['old', 'new'].map(text =>
      tarOf([
        { path: 'd/', type: '5', mode: 0o755 },
        { path: 'd/same', content: 'same' },
        { path: 'd/other', content: text },
        { path: 'd/e/same', content: 'same' },
        { path: 'd/l', type: '2', target: text },
        { path: 'd/h', type: '1', target: 'd/same' },
        ...(text === 'new' ? [{ path: 'd/more/f', content: 'more' }] : []),
      ]),
    )
    writeFileSync(join(path, 'old.tar'), old ?? '')
    writeFileSync(join(path, 'new.tar'), next ?? '')
    for (const isRemote of [false, true]) {
      rmSync(join(path, 'out', 'd'), { recursive: true, force: true })
      const src = (name: string) => SOURCES(path, name)[isRemote ? 1 : 0] ?? {}
      assert.is(await unarchive(src('old.tar')), 'changed')
      writeFileSync(join(path, 'out', 'd', 'own'), 'own')
      const kept = ['same', 'e/same', 'h', 'own']
      const before = kept.map(name => fingerprint(join(path, 'out', 'd', name)))
      assert.is(await unarchive(src('new.tar')), 'changed')
      assert.equal(
        kept.map(name => fingerprint(join(path, 'out', 'd', name))),
        before,
      )
      assert.is(readFileSync(join(path, 'out', 'd', 'other'), 'utf8'), 'new')
      assert.is(readFileSync(join(path, 'out', 'd', 'more', 'f'), 'utf8'), 'more')
      assert.is(await unarchive(src('new.tar')), 'ok')
    }
  })
})

test('owner and mode apply to existing directories of the archive, but not to other files', async () => {
  await everywhere(async ({ path, unarchive }) => {
    writeFileSync(
      join(path, 'a.tar'),
      tarOf([
        { path: 'd/e/', type: '5', mode: 0o755 },
        { path: 'd/e/f', content: 'x' },
      ]),
    )
    mkdirSync(join(path, 'out', 'd', 'e', 'own'), { recursive: true, mode: 0o700 })
    chmodSync(join(path, 'out', 'd'), 0o700)
    for (const source of SOURCES(path, 'a.tar')) {
      assert.is(await unarchive({ ...source, owner: 'daemon', mode: '0640' }), 'changed')
      const about = (name: string) => {
        const { uid, mode } = statSync(join(path, 'out', name))
        return [uid, (mode & 0o7777).toString(8)]
      }
      assert.equal(['d', 'd/e', 'd/e/f', 'd/e/own'].map(about), [
        [1, '750'],
        [1, '750'],
        [1, '640'],
        [0, '700'],
      ])
      assert.is(about('.')[0], 0)
      assert.is(await unarchive({ ...source, owner: 'daemon', mode: '0640' }), 'ok')
      rmSync(join(path, 'out', 'd', 'e', 'f'))
      execFileSync('chown', ['-R', '0:0', join(path, 'out', 'd')])
      execFileSync('chmod', ['700', join(path, 'out', 'd')])
    }
  })
})

test.run()
