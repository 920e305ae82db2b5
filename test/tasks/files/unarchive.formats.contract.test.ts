import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import unarchive from '../../../tasks/files/unarchive.ts'
import { carryOut } from '../../faults/carry-out.ts'
import { type LocalSession, openLocalSessions, scratch, sessionsFrom } from '../../kit/local-session.ts'
import { projectIn } from '../../kit/project.ts'

let sessions: readonly LocalSession[] = []
const { path, remove } = scratch()
test.before(async () => {
  sessions = await openLocalSessions()
  layOut(join(path, 'top'))
})
test.after(async () => {
  for (const session of sessions) await session.close()
  remove()
})

const LONG = `${'n'.repeat(120)}/${'m'.repeat(120)}`

function layOut(top: string): void {
  mkdirSync(join(top, LONG), { recursive: true })
  mkdirSync(join(top, 'empty'))
  writeFileSync(join(top, LONG, 'long'), 'long')
  writeFileSync(join(top, 'run'), '#!/bin/sh\n')
  chmodSync(join(top, 'run'), 0o755)
  writeFileSync(join(top, 'é'), 'umlaut')
  writeFileSync(join(top, '-rf'), 'dash')
  symlinkSync('../run', join(top, 'empty', 'l'))
  linkSync(join(top, 'run'), join(top, 'h'))
  writeFileSync(join(top, 'holes'), 'x')
  truncateSync(join(top, 'holes'), 1_000_000)
}

/** The shell command that makes an archive of `top` with the given name, and what the format cannot store. */
const MAKERS: readonly (readonly [
  title: string,
  name: string,
  command: string,
  lacks?: readonly string[],
])[] = [
  ['GNU tar, its own format', 'a.tar', 'tar --format=gnu -cf a.tar top'],
  ['GNU tar, sparse', 'a.tar.gz', 'tar --format=gnu -Sczf a.tar.gz top'],
  ['GNU tar, pax and sparse', 'a.tar.xz', 'tar --format=pax -ScJf a.tar.xz top'],
  ['GNU tar, ustar', 'a.tar', `tar --format=ustar --exclude='nnn*' -cf a.tar top`, [LONG]],
  ['GNU tar, v7', 'a.tar', `tar --format=v7 --exclude='nnn*' -cf a.tar top`, [LONG]],
  ['bsdtar', 'a.tar.bz2', 'bsdtar -cjf a.tar.bz2 top'],
  ['bsdtar, pax', 'a.tar', 'bsdtar --format=pax -cf a.tar top'],
  ['busybox tar', 'a.tar.gz', 'busybox tar -czf a.tar.gz top'],
  ['zip', 'a.zip', 'zip -qry a.zip top', ['h is a link']],
  ['bsdtar, zip', 'a.zip', 'bsdtar --format=zip -cf a.zip top', ['h is a link']],
  [
    'zip with names marked as UTF-8',
    'a.zip',
    `python3 -c 'import zipfile; z = zipfile.ZipFile("a.zip", "w"); z.write("top/\u00e9"); z.write("top/run")'`,
    [LONG, 'all but two'],
  ],
]

for (const [nth, [title, name, command, lacks = []]] of MAKERS.entries()) {
  test(`an archive made by ${title} is extracted, and in sync afterwards`, async () => {
    rmSync(join(path, name), { force: true })
    execFileSync('sh', ['-c', command], { cwd: path, env: { ...process.env, LC_ALL: 'C.UTF-8' } })
    const isOdd = /sparse|v7|^bsdtar(?!, zip)/.test(title)
    for (const { host, shell } of sessionsFrom(sessions, nth)) {
      for (const isRemote of [false, true]) {
        const dest = join(path, 'out')
        rmSync(dest, { recursive: true, force: true })
        mkdirSync(dest)
        const params = isRemote ? { src: join(path, name), remote_src: true, dest } : { src: name, dest }
        const run = () => carryOut({ type: unarchive, params, host, project: projectIn(path) })
        const where = `${shell}, ${isRemote ? 'of the host' : 'of the project'}`
        if (shell === 'busybox' && isOdd) {
          assert.match(
            await run(),
            /is refused: .* is a sparse file|unknown typeflag|invalid tar magic/,
            where,
          )
          continue
        }
        assert.is(await run(), 'changed', where)
        const at = (file: string): string => join(dest, 'top', file)
        assert.is(readFileSync(at('é'), 'utf8'), 'umlaut', where)
        assert.is(readFileSync(at('run'), 'utf8'), '#!/bin/sh\n')
        if (!lacks.includes('all but two')) {
          assert.is(lstatSync(at('run')).mode & 0o777, 0o755)
          assert.is(readFileSync(at('-rf'), 'utf8'), 'dash')
          assert.is(readlinkSync(at('empty/l')), '../run')
          assert.is(lstatSync(at('holes')).size, 1_000_000)
          if (!lacks.includes('h is a link')) assert.is(lstatSync(at('h')).ino, lstatSync(at('run')).ino)
          if (!lacks.includes(LONG)) assert.is(readFileSync(at(`${LONG}/long`), 'utf8'), 'long')
        }
        assert.is(await run(), 'ok', where)
        assert.equal(readdirSync(dest), ['top'])
      }
    }
  })
}

test.run()
