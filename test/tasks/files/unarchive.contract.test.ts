import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import unarchive from '../../../tasks/files/unarchive.ts'
import { holdsContract } from '../../kit/contract.ts'
import { openLocalSessions, scratch, sessionsFrom } from '../../kit/local-session.ts'
import { contractRows, type Row } from '../../kit/rows.ts'
import { openWeb } from '../../kit/web.ts'

const modeOf = (path: string): string => (lstatSync(path).mode & 0o7777).toString(8).padStart(4, '0')

function layOut(root: string, project: string): void {
  const top = `${project}/src/app-1.0`
  mkdirSync(`${top}/sub/empty`, { recursive: true })
  writeFileSync(`${top}/run`, '#!/bin/sh\n')
  chmodSync(`${top}/run`, 0o755)
  writeFileSync(`${top}/é b`, 'hi')
  symlinkSync('run', `${top}/l`)
  linkSync(`${top}/run`, `${top}/h`)
  writeFileSync(`${top}/sub/x`, Buffer.from([0, 255]))
  mkdirSync(`${root}/out`)
}

const PACKERS: Readonly<Record<string, readonly string[]>> = {
  'tar.gz': ['tar', '-czf'],
  tar: ['tar', '--format=pax', '-cf'],
  'tar.bz2': ['tar', '-cjf'],
  'tar.xz': ['tar', '-cJf'],
  'tar.zst': ['tar', '--zstd', '-cf'],
  zip: ['zip', '-qry'],
}

function pack(ending: string, from: string, to: string, what = 'app-1.0'): void {
  const [program = '', ...options] = PACKERS[ending] ?? []
  execFileSync(program, [...options, to, what], { cwd: from })
}

const rows = Object.keys(PACKERS).flatMap((ending): Row[] => [
  {
    title: `extracts a ${ending} that is on the host`,
    params: { src: `@/a.${ending}`, dest: '@/out', remote_src: true, owner: 'daemon', list_files: true },
    expects: 'plan',
    prepare: (root, project) => {
      layOut(root, project)
      pack(ending, `${project}/src`, `${root}/a.${ending}`)
    },
    verify: (root, { first }) => {
      assert.is(readFileSync(`${root}/out/app-1.0/l`, 'utf8'), '#!/bin/sh\n')
      assert.equal(readFileSync(`${root}/out/app-1.0/sub/x`), Buffer.from([0, 255]))
      assert.is(modeOf(`${root}/out/app-1.0/run`), '0755')
      assert.is(lstatSync(`${root}/out/app-1.0/run`).uid, 1)
      assert.ok(existsSync(`${root}/out/app-1.0/sub/empty`))
      assert.equal(readdirSync(`${root}/out`), ['app-1.0'])
      assert.ok((first.outputs.files as string[]).includes('app-1.0/é b'))
    },
  },
  {
    title: `extracts a part of a ${ending} of the project`,
    params: {
      src: `a.${ending}`,
      dest: '@/out',
      mode: '0640',
      exclude: ['sub'],
      extra_opts: ending === 'zip' ? [] : ['--strip-components=1'],
    },
    expects: 'plan',
    prepare: (root, project) => {
      layOut(root, project)
      pack(ending, `${project}/src`, `${project}/a.${ending}`)
    },
    verify: root => {
      const top = ending === 'zip' ? `${root}/out/app-1.0` : `${root}/out`
      assert.equal(readdirSync(top).sort(), ['h', 'l', 'run', 'é b'])
      assert.is(modeOf(`${top}/run`), '0640')
    },
  },
])

contractRows('unarchive', unarchive, [
  ...rows,
  {
    title: 'replaces a file with different content of the same size, and keeps other files',
    params: { src: '@/a.tar.gz', dest: '@/out', remote_src: true },
    expects: 'plan',
    prepare: (root, project) => {
      layOut(root, project)
      pack('tar.gz', `${project}/src`, `${root}/a.tar.gz`)
      execFileSync('tar', ['-xzf', `${root}/a.tar.gz`, '-C', `${root}/out`, '--no-same-owner'])
      writeFileSync(`${root}/out/app-1.0/sub/x`, 'xx')
      writeFileSync(`${root}/out/app-1.0/own`, 'stays')
    },
    verify: root => {
      assert.equal(readFileSync(`${root}/out/app-1.0/sub/x`), Buffer.from([0, 255]))
      assert.is(readFileSync(`${root}/out/app-1.0/own`, 'utf8'), 'stays')
    },
  },
  {
    title: 'finds extracted files in sync',
    params: { src: '@/a.zip', dest: '@/out', remote_src: true },
    expects: 'in-sync',
    prepare: (root, project) => {
      layOut(root, project)
      pack('zip', `${project}/src`, `${root}/a.zip`)
      execFileSync('unzip', ['-q', `${root}/a.zip`, '-d', `${root}/out`])
    },
  },
  {
    title: 'keeps files that are newer with `keep_newer`',
    params: { src: '@/a.tar', dest: '@/out', remote_src: true, keep_newer: true },
    expects: 'plan',
    prepare: (root, project) => {
      layOut(root, project)
      utimesSync(`${project}/src/app-1.0/sub/x`, 1000, 1000)
      pack('tar', `${project}/src`, `${root}/a.tar`)
      mkdirSync(`${root}/out/app-1.0/sub`, { recursive: true })
      writeFileSync(`${root}/out/app-1.0/sub/x`, 'newer')
    },
    verify: root => {
      assert.is(readFileSync(`${root}/out/app-1.0/sub/x`, 'utf8'), 'newer')
      assert.ok(existsSync(`${root}/out/app-1.0/run`))
    },
  },
  {
    title: 'extracts only the included files',
    params: { src: '@/a.tar.gz', dest: '@/out', remote_src: true, include: ['app-1.0/sub/x'] },
    expects: 'plan',
    prepare: (root, project) => {
      layOut(root, project)
      pack('tar.gz', `${project}/src`, `${root}/a.tar.gz`)
    },
    verify: root => assert.equal(readdirSync(`${root}/out/app-1.0`), ['sub']),
  },
  {
    title: 'strips components like tar if paths begin with a dot',
    params: { src: '@/a.tar.gz', dest: '@/out', remote_src: true, strip_components: 2 },
    expects: 'plan',
    prepare: (root, project) => {
      layOut(root, project)
      pack('tar.gz', `${project}/src`, `${root}/a.tar.gz`, '.')
    },
    verify: root => assert.ok(existsSync(`${root}/out/run`)),
  },
  {
    title: 'does nothing if the path of `creates` exists',
    params: { src: '@/none.tar.gz', dest: '@/out', remote_src: true, creates: '@/out/x' },
    expects: 'in-sync',
    prepare: root => {
      mkdirSync(`${root}/out`)
      writeFileSync(`${root}/out/x`, '')
    },
  },
  {
    title: 'replaces a link that is in the way, and keeps the target of the link',
    params: { src: '@/a.tar.gz', dest: '@/out', remote_src: true },
    expects: 'plan',
    prepare: (root, project) => {
      layOut(root, project)
      pack('tar.gz', `${project}/src`, `${root}/a.tar.gz`)
      mkdirSync(`${root}/out/app-1.0`)
      writeFileSync(`${root}/precious`, 'precious')
      symlinkSync(`${root}/precious`, `${root}/out/app-1.0/run`)
    },
    verify: root => {
      assert.is(readFileSync(`${root}/precious`, 'utf8'), 'precious')
      assert.ok(lstatSync(`${root}/out/app-1.0/run`).isFile())
    },
  },
])

test('unarchive: extracts a tar file directly from a URL', async () => {
  const { path, remove } = scratch()
  mkdirSync(`${path}/project`)
  layOut(path, `${path}/project`)
  pack('tar.gz', `${path}/project/src`, `${path}/a.tar.gz`)
  const web = await openWeb({ '/a.tar.gz?x=1': readFileSync(`${path}/a.tar.gz`) })
  const sessions = await openLocalSessions()
  for (const session of sessionsFrom(sessions, 1)) {
    mkdirSync(`${path}/${session.shell}`)
    await holdsContract({
      type: unarchive,
      params: { src: `${web.url}/a.tar.gz?x=1`, dest: `${path}/${session.shell}`, remote_src: true },
      host: session.host,
      root: `${path}/${session.shell}`,
      expects: 'plan',
    })
    assert.equal(readdirSync(`${path}/${session.shell}`), ['app-1.0'])
  }
  for (const session of sessions) await session.close()
  await web.close()
  remove()
})

test.run()
