import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  lchownSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import copy from '../../tasks/files/copy.ts'
import file from '../../tasks/files/file.ts'
import lineinfile from '../../tasks/files/lineinfile.ts'
import template from '../../tasks/files/template.ts'
import unarchive from '../../tasks/files/unarchive.ts'
import getUrl from '../../tasks/network/get_url.ts'
import { type AnyTaskType, fingerprint } from '../kit/contract.ts'
import { type LocalSession, openLocalSessions } from '../kit/local-session.ts'
import { tarOf } from '../kit/tar.ts'
import { carryOut, workplace } from './carry-out.ts'

/** The other user, into whose directory root writes. */
const USER = 65534

/**
 * Everything that a task does in a directory; `@` stands for the directory, `#` for the path that root means
 * to write.
 */
const TASKS: readonly (readonly [title: string, type: AnyTaskType, params: Record<string, unknown>])[] = [
  ['copy of a text', copy, { content: 'new', dest: '#', mode: '0666', owner: USER }],
  ['copy with a backup', copy, { content: 'new', dest: '#', mode: '0666', backup: true }],
  ['copy through links', copy, { content: 'new', dest: '#', mode: '0666', follow: true }],
  ['copy of large content', copy, { content: 'new'.repeat(50_000), dest: '#', mode: '0666' }],
  ['copy of a tree', copy, { src: 'tree/', dest: '#', mode: '0666', directory_mode: '0777', owner: USER }],
  [
    'copy of a file on the host',
    copy,
    { src: '/etc/hostname', dest: '#', remote_src: true, mode: '0666', owner: USER },
  ],
  ['template', template, { src: 'page', dest: '#', mode: '0666', owner: USER }],
  ['lineinfile', lineinfile, { path: '#', line: 'new', create: true, mode: '0666', owner: USER }],
  ['get_url', getUrl, { url: 'file:///etc/hostname', dest: '#', force: true, mode: '0666', owner: USER }],
  ['file: attributes', file, { path: '#', mode: '0666', owner: USER }],
  ['file: attributes of the link itself', file, { path: '#', mode: '0666', owner: USER, follow: false }],
  ['file: touch', file, { path: '#', state: 'touch', mode: '0666', owner: USER }],
  ['file: directory', file, { path: '#', state: 'directory', mode: '0777', owner: USER }],
  ['file: deep directory', file, { path: '#/a/b', state: 'directory', mode: '0777', owner: USER }],
  ['file: link', file, { path: '#', src: '/etc/hostname', state: 'link', owner: USER, force: true }],
  [
    'file: hard link',
    file,
    { path: '#', src: '@/own', state: 'hard', mode: '0666', owner: USER, force: true },
  ],
  ['file: absent', file, { path: '#', state: 'absent' }],
  ['unarchive', unarchive, { src: 'a.tar', dest: '#', mode: '0666', owner: USER }],
  [
    'unarchive of a file on the host',
    unarchive,
    { src: '@/../a.tar', dest: '#', remote_src: true, owner: USER },
  ],
  ['unarchive over existing files', unarchive, { src: 'b.tar', dest: '@', mode: '0666', owner: USER }],
]

/**
 * This task walks by names below a directory: it is tested with links that exist before, not with links that
 * are swapped meanwhile.
 */
const WALKERS: typeof TASKS = [
  ['file: recurse', file, { path: '#', state: 'directory', recurse: true, mode: '0666', owner: USER }],
]

/**
 * Links that the other user has planted: the path that root means to write, and a function that makes it lead
 * to the victim.
 */
const PLANTS: readonly (readonly [
  title: string,
  place: string,
  plant: (home: string, victim: string) => void,
])[] = [
  ['a link to a file', 'f', (home, victim) => symlinkSync(`${victim}/secret`, `${home}/f`)],
  ['a link to a directory', 'f', (home, victim) => symlinkSync(victim, `${home}/f`)],
  ['a dangling link', 'f', (home, victim) => symlinkSync(`${victim}/new`, `${home}/f`)],
  ['a relative link', 'f', home => symlinkSync('../victim/secret', `${home}/f`)],
  [
    'a chain of links',
    'f',
    (home, victim) => {
      symlinkSync(`${victim}/secret`, `${home}/g`)
      symlinkSync('g', `${home}/f`)
    },
  ],
  ['a hard link', 'f', (home, victim) => linkSync(`${victim}/secret`, `${home}/f`)],
  ['a link in place of the directory', 'd/secret', (home, victim) => symlinkSync(victim, `${home}/d`)],
  ['a link in place of a parent directory', 'd/sub/x', (home, victim) => symlinkSync(victim, `${home}/d`)],
]

let sessions: readonly LocalSession[] = []
test.before(async () => {
  sessions = await openLocalSessions()
})
test.after(async () => {
  for (const session of sessions) await session.close()
})

/** The session of one shell after the other; with DROVER_SHELLS=all, the sessions of all shells. */
function oneInTurn(nth: number): readonly LocalSession[] {
  const at = nth % sessions.length
  return process.env.DROVER_SHELLS === 'all' ? sessions : sessions.slice(at, at + 1)
}

function layOut() {
  const { path, project, remove } = workplace()
  chmodSync(path, 0o755)
  const [home, victim] = [`${path}/home`, `${path}/victim`]
  for (const each of [home, victim, `${victim}/sub`, `${path}/tree`, `${path}/tree/sub`]) mkdirSync(each)
  writeFileSync(`${victim}/secret`, 'secret', { mode: 0o600 })
  writeFileSync(`${victim}/sub/x`, 'secret', { mode: 0o600 })
  for (const each of ['page', 'tree/new', 'tree/sub/x']) writeFileSync(`${path}/${each}`, 'new')
  writeFileSync(
    `${path}/a.tar`,
    tarOf([
      { path: 'secret', content: 'new' },
      { path: 'sub/x', content: 'new' },
    ]),
  )
  writeFileSync(
    `${path}/b.tar`,
    tarOf(['f', 'deep/secret', 'deep/new', 'd/secret'].map(name => ({ path: name, content: 'new' }))),
  )
  writeFileSync(`${home}/own`, 'own')
  chownSync(home, USER, USER)
  chownSync(`${home}/own`, USER, USER)
  const bound = (params: object, place: string) =>
    JSON.parse(JSON.stringify(params).replaceAll('#', `${home}/${place}`).replaceAll('@', home))
  return { path, home, victim, project, remove, bound }
}

for (const [plantNumber, [plantTitle, place, plant]] of PLANTS.entries()) {
  test(`${plantTitle}: nothing outside is written, and no mode, owner or time there changes`, async () => {
    for (const [nth, [title, type, params]] of [...TASKS, ...WALKERS].entries()) {
      for (const { host, shell } of oneInTurn(plantNumber + nth)) {
        const { home, victim, project, remove, bound } = layOut()
        plant(home, victim)
        // Planted files belong to the other user; a hard link keeps the owner of the victim's file.
        for (const name of readdirSync(home)) {
          if (plantTitle !== 'a hard link') lchownSync(`${home}/${name}`, USER, USER)
        }
        const before = fingerprint(victim)
        const said = await carryOut({ type, params: bound(params, place), host, project })
        const [now, then] = [fingerprint(victim), before].map(lines => stripLinks(lines, plantTitle))
        assert.equal(now, then, `${title}, in ${shell}: ${said}`)
        remove()
      }
    }
  })
}

/** Removing a hard link changes the link count and the ctime of the remaining file. */
function stripLinks(lines: readonly string[], plant: string): string[] {
  if (plant !== 'a hard link') return [...lines]
  return lines.map(line =>
    line
      .split(' ')
      .filter((_, nth) => nth !== 6)
      .join(' '),
  )
}

/** A hundred or more for each task in the suite; DROVER_RACE_ROUNDS sets more. */
const ROUNDS = Number(process.env.DROVER_RACE_ROUNDS ?? 150)

for (const [title, type, params] of TASKS) {
  test(`${title}: ${ROUNDS} rounds against a user who swaps links meanwhile change nothing outside`, async () => {
    const { home, victim, project, remove, bound } = layOut()
    mkdirSync(`${home}/deep`)
    chownSync(`${home}/deep`, USER, USER)
    const before = fingerprint(victim)
    const attacker = start(home, victim)
    const [session] = sessions
    assert.ok(session)
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        const place = round % 3 === 2 ? 'deep/secret' : 'f'
        const said = await carryOut({ type, params: bound(params, place), host: session!.host, project })
        assert.equal(fingerprint(victim), before, `round ${round}: ${said}`)
      }
      assert.is(attacker.exitCode, null, 'the other user has gone on until now')
    } finally {
      if (attacker.exitCode === null) {
        const isOver = new Promise(resolve => attacker.once('exit', resolve))
        attacker.kill('SIGKILL')
        await isOver
      }
      remove()
    }
  })
}

/** Starts the attacking program as the other user; it runs until it is killed. */
function start(home: string, victim: string): ChildProcess {
  // As text, because the other user may not be able to read the folder of this project.
  const program = readFileSync(join(import.meta.dirname, 'attacker.mjs'), 'utf8')
  const words = ['--input-type=module', '--eval', program, 'attacker', home, victim, 'f']
  return spawn(process.execPath, words, { cwd: '/', uid: USER, gid: USER, stdio: 'ignore' })
}

test.run()
