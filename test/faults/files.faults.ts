import { execFileSync, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  linkSync,
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
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Host } from '../../src/remote/host.ts'
import { openSession, type Session } from '../../src/remote/session.ts'
import { sh } from '../../src/shell/quote.ts'
import copy from '../../tasks/files/copy.ts'
import file from '../../tasks/files/file.ts'
import lineinfile from '../../tasks/files/lineinfile.ts'
import template from '../../tasks/files/template.ts'
import getUrl from '../../tasks/network/get_url.ts'
import type { AnyTaskType } from '../kit/contract.ts'
import { carryOut, workplace } from './carry-out.ts'

type Params = Readonly<Record<string, unknown>>
type Writer = readonly [title: string, type: AnyTaskType, params: (path: string) => Params]

const SMALL = 'new '.repeat(2_500)
const LARGE = 'new '.repeat(30_000)

const place = workplace()
writeFileSync(`${place.path}/page`, SMALL)
writeFileSync(`${place.path}/source`, SMALL)

/**
 * Every way to replace a whole file: content in the frame, content streamed after it, edited, made on the
 * host.
 */
const WRITERS: readonly Writer[] = [
  ['copy', copy, path => ({ content: SMALL, dest: path })],
  ['copy of large content', copy, path => ({ content: LARGE, dest: path })],
  ['template', template, path => ({ src: 'page', dest: path })],
  ['lineinfile', lineinfile, path => ({ path, line: SMALL, create: true })],
  ['copy on the host', copy, path => ({ src: `${place.path}/source`, dest: path, remote_src: true })],
  [
    'get_url',
    getUrl,
    path => ({ url: `file://${place.path}/source`, dest: path, force: true, checksum: CHECKSUM }),
  ],
]
const CHECKSUM = `sha256:${execFileSync('sha256sum', [`${place.path}/source`])
  .toString()
  .slice(0, 64)}`

let session: Session
test.before(async () => {
  session = await open()
})
test.after(async () => {
  await session.close()
  place.remove()
})

/** A session on this machine, started by these words. */
function open(...words: readonly string[]): Promise<Session> {
  const target = { name: 'node1', address: 'local', sshArgs: [], connectTimeout: 10 }
  return openSession({ ...target, connection: words.length === 0 ? 'local' : words })
}

const run = ([, type, params]: Writer, path: string, host: Host, meanwhile?: () => void): Promise<string> =>
  carryOut({ type, params: params(path), host, project: place.project, ...(meanwhile ? { meanwhile } : {}) })

let count = 0
/** Runs a function with a new directory, mounted with these options if they are given. */
async function inDirectory(
  body: (directory: string) => Promise<void>,
  mount?: readonly string[],
): Promise<void> {
  count += 1
  const directory = join(place.path, `d${count}`)
  mkdirSync(directory)
  if (mount) execFileSync('mount', [...mount, directory])
  try {
    await body(directory)
  } finally {
    if (mount) execFileSync('umount', [directory])
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Runs a function on an ext4 of a few MB in a file, for features that tmpfs lacks. */
async function onExt4(body: (directory: string) => Promise<void>): Promise<void> {
  const image = join(place.path, `ext4-${count}`)
  execFileSync('truncate', ['-s', '8M', image])
  execFileSync('mkfs.ext4', ['-q', image])
  await inDirectory(body, ['-o', 'loop', image])
  rmSync(image)
}

const lives = async (host: Host): Promise<string> => (await host.run(sh`echo on`)).stdout.toString()
const names = (directory: string): string[] =>
  readdirSync(directory)
    .filter(name => name !== 'lost+found')
    .sort()

const TMPFS = (options: string): string[] => ['-t', 'tmpfs', '-o', options, 'tmpfs']

for (const [nth, writer] of WRITERS.entries()) {
  const testFault = testsOf(nth)
  testFault(
    `${writer[0]}: if the disk is full at the N-th page, for all N, only the old file remains`,
    async () => {
      const ends: string[] = []
      for (let free = 0; free < 60 && ends.at(-1) !== 'changed'; free += 1) {
        await inDirectory(async directory => {
          writeFileSync(`${directory}/f`, 'old\n', { mode: 0o640 })
          spawnSync(
            'sh',
            ['-c', `cat /dev/zero >"$1/filler"; truncate -s -${free * 4096} "$1/filler"`, 'sh', directory],
            { stdio: 'ignore' },
          )
          const said = await run(writer, `${directory}/f`, session.host())
          ends.push(said)
          assert.equal(names(directory), ['f', 'filler'], said)
          assert.is(await lives(session.host()), 'on\n')
          if (said === 'changed') return
          assert.match(
            said,
            new RegExp(`^failed: .*the file system at ${directory} is full.*free space there`, 's'),
          )
          assert.is(readFileSync(`${directory}/f`, 'utf8'), 'old\n')
          assert.is(statSync(`${directory}/f`).mode & 0o7777, 0o640)
        }, TMPFS('size=512k'))
      }
      assert.is(ends.at(-1), 'changed')
      assert.ok(ends.length >= 3, `${ends.length}`)
    },
  )

  testFault(
    `${writer[0]}: if inodes run out at the N-th file, for all N, only the old file remains`,
    async () => {
      let said = ''
      for (let inodes = 2; inodes < 8 && said !== 'changed'; inodes += 1) {
        await inDirectory(
          async directory => {
            writeFileSync(`${directory}/f`, 'old\n')
            said = await run(writer, `${directory}/f`, session.host())
            assert.equal(names(directory), ['f'])
            if (said === 'changed') return
            assert.match(
              said,
              new RegExp(
                `^failed: .*the file system at ${directory} is out of inodes.*free space there`,
                's',
              ),
            )
            assert.is(readFileSync(`${directory}/f`, 'utf8'), 'old\n')
          },
          TMPFS(`nr_inodes=${inodes}`),
        )
      }
      assert.is(said, 'changed')
    },
  )

  testFault(`${writer[0]}: a file size limit leaves the old file, and the session continues`, async () => {
    const limited = await open('sh', '-c', 'ulimit -f 8; exec "$@"', 'sh')
    await inDirectory(async directory => {
      writeFileSync(`${directory}/f`, 'old\n')
      const said = await run(writer, `${directory}/f`, limited.host())
      assert.match(said, /^failed: .*(File size limit exceeded|File too large|could not be written)/s)
      assert.is(readFileSync(`${directory}/f`, 'utf8'), 'old\n')
      assert.equal(names(directory), ['f'])
      assert.is(await lives(limited.host()), 'on\n')
    })
    await limited.close()
  })

  testFault(
    `${writer[0]}: if the file system becomes read-only between check and apply, nothing changes`,
    async () => {
      await inDirectory(async directory => {
        writeFileSync(`${directory}/f`, 'old\n')
        const remount = (how: string) => () => void execFileSync('mount', ['-o', `remount,${how}`, directory])
        const said = await run(writer, `${directory}/f`, session.host(), remount('ro'))
        assert.match(said, /^failed: .*Read-only file system/s)
        assert.match(said, /is mounted read-only/)
        assert.is(readFileSync(`${directory}/f`, 'utf8'), 'old\n')
        assert.equal(names(directory), ['f'])
        remount('rw')()
        assert.is(await run(writer, `${directory}/f`, session.host()), 'changed')
      }, TMPFS('size=1m'))
    },
  )

  testFault(`${writer[0]}: a file that changes between check and apply is not overwritten`, async () => {
    await inDirectory(async directory => {
      for (const before of ['old\n', null]) {
        const path = `${directory}/f`
        if (before !== null) writeFileSync(path, before)
        const said = await run(writer, path, session.host(), () => appendFileSync(path, 'by hand\n'))
        assert.match(said, /^failed: .*has changed since it was checked/s)
        assert.is(readFileSync(path, 'utf8'), `${before ?? ''}by hand\n`)
        assert.equal(names(directory), ['f'])
        rmSync(path)
      }
    })
  })

  testFault(`${writer[0]}: an immutable or append-only file is reported as such and kept`, async () => {
    await onExt4(async directory => {
      for (const [flag, word] of [
        ['i', 'immutable'],
        ['a', 'append-only'],
      ] as const) {
        const path = `${directory}/${word}`
        writeFileSync(path, 'old\n')
        execFileSync('chattr', [`+${flag}`, path])
        const said = await run(writer, path, session.host())
        execFileSync('chattr', [`-${flag}`, path])
        assert.match(said, new RegExp(`^failed: .*${path} is ${word}`, 's'))
        assert.is(readFileSync(path, 'utf8'), 'old\n')
        rmSync(path)
        assert.equal(names(directory), [])
      }
    })
  })

  testFault(`${writer[0]}: another hard link of the file keeps the old content`, async () => {
    await inDirectory(async directory => {
      writeFileSync(`${directory}/f`, 'old\n')
      linkSync(`${directory}/f`, `${directory}/other`)
      assert.is(await run(writer, `${directory}/f`, session.host()), 'changed')
      assert.is(readFileSync(`${directory}/other`, 'utf8'), 'old\n')
    })
  })

  testFault(`${writer[0]}: a file that is a mount point is reported and kept`, async () => {
    await inDirectory(async directory => {
      for (const name of ['f', 'mounted']) writeFileSync(`${directory}/${name}`, 'old\n')
      execFileSync('mount', ['--bind', `${directory}/mounted`, `${directory}/f`])
      try {
        const said = await run(writer, `${directory}/f`, session.host())
        assert.match(said, /^failed: .*Device or resource busy.*it may be a mount point/s)
        assert.is(readFileSync(`${directory}/f`, 'utf8'), 'old\n')
        assert.equal(names(directory), ['f', 'mounted'])
      } finally {
        execFileSync('umount', [`${directory}/f`])
      }
    })
  })

  testFault(`${writer[0]}: extended attributes, ACLs and capabilities of the old file are kept`, async () => {
    await onExt4(async directory => {
      const path = `${directory}/f`
      writeFileSync(path, 'old\n', { mode: 0o750 })
      execFileSync('setfattr', ['-n', 'user.kept', '-v', 'yes', path])
      execFileSync('setfattr', ['-n', 'trusted.kept', '-v', 'yes', path])
      execFileSync('setfattr', [
        '-n',
        'security.capability',
        '-v',
        '0x0100000200040000000000000000000000000000',
        path,
      ])
      execFileSync('setfattr', ['-n', 'system.posix_acl_access', '-v', ACL, path])
      const attributes = () =>
        execFileSync('getfattr', ['-d', '-m', '-', '-e', 'hex', '--absolute-names', path]).toString()
      const before = attributes()
      assert.match(before, /posix_acl_access/)
      assert.is(await run(writer, path, session.host()), 'changed')
      assert.is(attributes(), before)
      assert.not.match(readFileSync(path, 'utf8'), /^old$/)
    })
  })

  testFault(
    `${writer[0]}: the longest file names, and names that could be misread as something else, work`,
    async () => {
      await inDirectory(async directory => {
        const odd = [
          'n'.repeat(255),
          'ü'.repeat(127),
          '-rf',
          '--',
          '*',
          '?[a]',
          'a\nb',
          'a\n',
          ' ',
          '$(id)',
          "it's",
          'a\\b',
          '{{x}}',
        ]
        for (const name of odd) {
          assert.is(
            await run(writer, `${directory}/${name}`, session.host()),
            'changed',
            JSON.stringify(name),
          )
          assert.ok(lstatSync(`${directory}/${name}`).isFile())
          assert.is(await run(writer, `${directory}/${name}`, session.host()), 'ok', JSON.stringify(name))
        }
        assert.equal(names(directory), odd.sort())
        const tooLong = await run(writer, `${directory}/${'n'.repeat(256)}`, session.host())
        assert.match(tooLong, /^failed: .*File name too long/s)
        assert.equal(names(directory), odd.sort())
      })
    },
  )

  testFault(`${writer[0]}: a path of 4000 bytes works, and one of 4100 is refused`, async () => {
    await inDirectory(async directory => {
      let deep = directory
      while (deep.length < 3800) deep += `/${'d'.repeat(150)}`
      mkdirSync(deep, { recursive: true })
      const path = `${deep}/${'f'.repeat(4000 - deep.length - 1)}`
      assert.is(await run(writer, path, session.host()), 'changed')
      assert.is(await run(writer, path, session.host()), 'ok')
      assert.equal(names(deep), [path.slice(deep.length + 1)])
      const said = await run(writer, `${deep}/${'f'.repeat(4100 - deep.length - 1)}`, session.host())
      assert.match(said, /^failed: .*File name too long/s)
    })
  })

  for (const [kind, make, outcome] of KINDS()) {
    testFault(
      `${writer[0]}: if the path is ${kind}: ${String(outcome[writer[0] === 'lineinfile' ? 1 : 0])}`,
      async () => {
        await inDirectory(async directory => {
          const path = `${directory}/f`
          writeFileSync(`${directory}/target`, 'old\n')
          mkdirSync(`${directory}/folder`)
          make(path, directory)
          const said = await run(writer, path, session.host())
          const [byDefault, byLineinfile, byGetUrl] = outcome
          const special = new Map([
            ['lineinfile', byLineinfile],
            ['get_url', byGetUrl],
          ])
          const expected = special.get(writer[0]) ?? byDefault
          if (typeof expected === 'string') assert.is(said, expected)
          else assert.match(said, expected)
          const isThrough = writer[0] === 'lineinfile' && kind === 'a link to a file'
          assert.is(readFileSync(`${directory}/target`, 'utf8') === 'old\n', !isThrough)
          if (said.startsWith('failed')) assert.not.ok(lstatSync(path).isFile())
          assert.equal(
            names(directory).filter(name => name.startsWith('.drover')),
            [],
          )
        })
      },
    )
  }
}

/**
 * Declares the tests of the N-th way to write, one for each fault. `npm test` tries each fault with one of the six
 * ways, and the next fault with another.
 */
function testsOf(nth: number): (title: string, body: () => Promise<void>) => void {
  let fault = nth
  return (title, body) => {
    fault += 1
    if (process.env.DROVER_FAULTS !== 'few' || fault % 6 === 0) test(title, body)
  }
}

/**
 * Something other than a file at the path, and the expected result of copy and template, of lineinfile, and
 * of get_url.
 */
function KINDS(): readonly (readonly [
  kind: string,
  make: (path: string, directory: string) => void,
  outcome: readonly [string | RegExp, string | RegExp, string | RegExp],
])[] {
  const refused = (kind: RegExp) => [kind, kind, kind] as const
  // If the source has a name, the file is written into the directory.
  const inside = /^(changed|failed: .* is a directory, and `content` has no file name.*)$/s
  return [
    ['a link to a file', path => symlinkSync('target', path), ['changed', 'changed', 'changed']],
    ['a dangling link', path => symlinkSync('nothing', path), ['changed', 'changed', 'changed']],
    [
      'a link to itself',
      path => symlinkSync('f', path),
      ['changed', /^failed: .*is a broken link to `f`/s, 'changed'],
    ],
    [
      'a link to a directory',
      path => symlinkSync('folder', path),
      [inside, /^failed: expected a file at .*, found a directory/s, 'changed'],
    ],
    [
      'a directory',
      path => mkdirSync(path),
      [inside, /^failed: expected a file at .*, found a directory/s, 'changed'],
    ],
    ['a named pipe', path => void execFileSync('mkfifo', [path]), refused(/^failed: .*named pipe/s)],
    [
      'a device',
      path => void execFileSync('mknod', [path, 'c', '1', '3']),
      refused(/^failed: .*character device/s),
    ],
    [
      'a socket',
      path =>
        void execFileSync('perl', [
          '-e',
          'use Socket; socket(S, PF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un($ARGV[0])) or die',
          path,
        ]),
      refused(/^failed: .*socket/s),
    ],
  ]
}

/** `u:daemon:rw`: version 2, then tag, permissions and id of each entry. */
const ACL = '0x0200000001000700ffffffff020006000100000004000500ffffffff10000700ffffffff20000000ffffffff'

test('bytes are copied unchanged: all kinds of line ends, no final line break, NUL, invalid UTF-8', async () => {
  await inDirectory(async directory => {
    const bytes = Buffer.from([...Buffer.from('#!/bin/sh\r\necho\r\n\ra'), 0, 255, 254, 10, 13])
    writeFileSync(`${place.path}/bytes`, bytes)
    for (const params of [
      { src: 'bytes', dest: `${directory}/a` },
      { src: `${place.path}/bytes`, dest: `${directory}/b`, remote_src: true },
    ]) {
      assert.is(
        await carryOut({ type: copy, params, host: session.host(), project: place.project }),
        'changed',
      )
      assert.is(readFileSync(params.dest).compare(bytes), 0)
    }
    // A file name that is not valid text must not be skipped silently.
    mkdirSync(`${directory}/from`)
    writeFileSync(Buffer.from([...Buffer.from(`${directory}/from/`), 0xff, 0xfe]), 'x')
    const params = { src: `${directory}/from/`, dest: `${directory}/to`, remote_src: true }
    const said = await carryOut({ type: copy, params, host: session.host(), project: place.project })
    const came = existsSync(`${directory}/to`) ? readdirSync(`${directory}/to`, { encoding: 'buffer' }) : []
    assert.match(said, /^failed: a name below .* is not UTF-8/)
    assert.equal(came, [])
    // An edit of one line keeps the line ends of all others.
    writeFileSync(`${directory}/crlf`, 'a=1\r\nb=2\r\n')
    const line = { path: `${directory}/crlf`, regexp: '^a=', line: 'a=3\r' }
    await carryOut({ type: lineinfile, params: line, host: session.host(), project: place.project })
    assert.is(readFileSync(`${directory}/crlf`, 'utf8'), 'a=3\r\nb=2\r\n')
  })
})

/** How /tmp is made unusable, in a mount namespace that ends with the session. */
const TMP: readonly (readonly [title: string, script: string])[] = [
  [
    'missing',
    'd=$(mktemp -d /var/tmp/drover-root-XXXX); mount -t tmpfs tmpfs $d; mkdir $d/u $d/w $d/m; mknod $d/u/tmp c 0 0; mount -t overlay -o lowerdir=/,upperdir=$d/u,workdir=$d/w overlay $d/m; mount --rbind /dev $d/m/dev; mount -t proc proc $d/m/proc; mkdir -p $d/m$WORK; mount --rbind $WORK $d/m$WORK; exec chroot $d/m "$@"',
  ],
  [
    'full',
    'mount --rbind $WORK /mnt; mount -t tmpfs -o size=4k tmpfs /tmp; cat /dev/zero >/tmp/filler 2>/dev/null; exec "$@"',
  ],
  ['read-only', 'mount --rbind $WORK /mnt; mount -t tmpfs -o ro tmpfs /tmp; exec "$@"'],
  ['mounted noexec', 'mount --rbind $WORK /mnt; mount -t tmpfs -o noexec tmpfs /tmp; exec "$@"'],
]

for (const [title, script] of TMP) {
  test(`a task does not need /tmp if it is ${title}`, async () => {
    const work = '/var/tmp/drover-faults-work'
    rmSync(work, { recursive: true, force: true })
    mkdirSync(work)
    const words = ['env', `WORK=${work}`, 'unshare', '--mount', 'sh', '-c', script, 'sh']
    const own = await open(...words)
    const at = title === 'missing' ? work : '/mnt'
    writeFileSync(`${work}/source`, SMALL)
    try {
      const isThere = (await own.host().run(sh`test -d /tmp`, { ok: 'any' })).status === 0
      assert.is(isThere, title !== 'missing')
      for (const [name, type, params] of WRITERS) {
        if (name === 'get_url' || name === 'copy on the host') continue
        const given = { type, params: params(`${at}/${name}`), host: own.host(), project: place.project }
        assert.is(await carryOut(given), 'changed', name)
        assert.is(await carryOut(given), 'ok', name)
      }
      const stdin = 'x'.repeat(600_000)
      assert.is((await own.host().run(sh`wc -c`, { stdin })).stdout.toString().trim(), '600000')
    } finally {
      await own.close()
      rmSync(work, { recursive: true, force: true })
    }
  })
}

/**
 * System calls that fail once, in every program that a write starts; none may leave a changed or incomplete
 * file.
 */
const BROKEN: readonly (readonly [call: string, error: string])[] = [
  ['mkdir', 'ENOSPC'],
  ['mkdir', 'EIO'],
  ['mkdir', 'EDQUOT'],
  ['fchownat', 'EPERM'],
  ['fchmodat', 'EIO'],
  ['fsync', 'EIO'],
  ['fsync', 'ENOSPC'],
  ['fsync', 'EDQUOT'],
  ['/^rename', 'EIO'],
  ['/^rename', 'ENOSPC'],
  ['/^rename', 'EBUSY'],
  ['/^rename', 'EDQUOT'],
]

for (const [call, error] of BROKEN) {
  test(`if ${call} fails with ${error}, the task fails, and only the old file remains`, async () => {
    const log = join(place.path, 'strace.log')
    const tracer = [
      'strace',
      '-f',
      '-qq',
      '-o',
      log,
      '-e',
      `trace=${call}`,
      '-e',
      `inject=${call}:error=${error}`,
    ]
    const own = await open(...tracer)
    try {
      for (const writer of WRITERS) {
        await inDirectory(async directory => {
          writeFileSync(`${directory}/f`, 'old\n')
          // A different mode, so that all system calls are made.
          const [name, type, params] = writer
          const given = {
            type,
            params: { ...params(`${directory}/f`), mode: '0600', owner: 'daemon' },
            host: own.host(),
            project: place.project,
          }
          const said = await carryOut(given)
          assert.match(said, /^failed: /, name)
          assert.is(readFileSync(`${directory}/f`, 'utf8'), 'old\n', name)
          assert.equal(names(directory), ['f'], name)
          assert.is(await lives(own.host()), 'on\n')
        })
      }
      assert.match(readFileSync(log, 'utf8'), /INJECTED/)
    } finally {
      await own.close()
    }
  })
}

test('an immutable file is reported by a change of its mode, and keeps its attributes', async () => {
  await onExt4(async directory => {
    const path = `${directory}/f`
    writeFileSync(path, 'old\n', { mode: 0o644 })
    execFileSync('chattr', ['+i', path])
    const params = { path, mode: '0600' }
    const said = await carryOut({ type: file, params, host: session.host(), project: place.project })
    execFileSync('chattr', ['-i', path])
    assert.match(said, /^failed: .*Operation not permitted.*immutable/s)
    assert.is(statSync(path).mode & 0o777, 0o644)
  })
})

test.run()
