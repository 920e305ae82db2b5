import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { TaskError } from '../../../src/errors.ts'
import type { Host } from '../../../src/remote/host.ts'
import { armGuard, foreignGuard, type HostGuard } from '../../../src/remote/rollback/arm.ts'
import { sh } from '../../../src/shell/quote.ts'
import { type LocalSession, openLocalSessions, scratch } from '../../kit/local-session.ts'
import { until } from '../../kit/sshd.ts'

let sessions: readonly LocalSession[] = []
test.before(async () => {
  sessions = await openLocalSessions()
})
test.after(async () => {
  await Promise.all(sessions.map(({ close }) => close()))
})

const LONG = 3600

function files(...paths: readonly string[]) {
  return { paths: paths.map(path => ({ path, isWhole: false })), units: [] }
}

const earlier = guards()

/** The guard folders on this machine. */
function guards(): string[] {
  return ['/run', '/tmp', '/var/tmp', '/dev/shm'].flatMap(place =>
    readdirSync(place).filter(name => name.startsWith('drover-guard-')),
  )
}

async function inEach(what: (host: Host, folder: string) => Promise<void>): Promise<void> {
  await Promise.all(
    sessions.map(async ({ host, shell }) => {
      const { path, remove } = scratch()
      try {
        await what(host, path)
      } catch (error) {
        ;(error as Error).message = `${shell}: ${(error as Error).message}`
        throw error
      } finally {
        remove()
      }
    }),
  )
}

function undone(guard: HostGuard, host: Host): Promise<readonly string[] | undefined> {
  return guard.rollBack(host, { isNow: true, seconds: 20 })
}

test('a rollback restores files, links and directories exactly', () =>
  inEach(async (host, folder) => {
    const at = (name: string): string => join(folder, name)
    writeFileSync(at('plain'), 'old\n', { mode: 0o640 })
    chownSync(at('plain'), 1, 2)
    writeFileSync(at('odd \'name" $x\n-f'), '')
    symlinkSync('plain', at('link'))
    symlinkSync('/nowhere', at('dangling'))
    mkdirSync(at('tree/inner'), { recursive: true, mode: 0o700 })
    writeFileSync(at('tree/inner/file'), 'deep', { mode: 0o600 })
    mkdirSync(at('dir'), { mode: 0o750 })
    writeFileSync(at('dir/of others'), 'mine')
    writeFileSync(at('becomes a directory'), 'file')
    mkdirSync(at('becomes a file'))
    const guard = await armGuard(host, { seconds: LONG })
    await guard.save(host, files(at('plain'), at('link'), at('odd \'name" $x\n-f')))
    await guard.save(host, {
      paths: [
        { path: at('tree'), isWhole: true },
        { path: at('becomes a file'), isWhole: true },
        { path: at('dir'), isWhole: false },
        { path: at('dangling'), isWhole: false },
        { path: at('becomes a directory'), isWhole: false },
        { path: at('new/and/deep'), isWhole: false },
      ],
      units: [],
    })
    // Kept again after a change: the first state counts.
    writeFileSync(at('plain'), 'between\n')
    await guard.save(host, files(at('plain')))
    rmSync(at('plain'))
    writeFileSync(at('plain'), 'new\n')
    rmSync(at('odd \'name" $x\n-f'))
    rmSync(at('link'))
    writeFileSync(at('link'), 'no link any more')
    rmSync(at('dangling'))
    rmSync(at('tree'), { recursive: true })
    chmodSync(at('dir'), 0o777)
    chownSync(at('dir'), 3, 3)
    rmSync(at('becomes a directory'))
    mkdirSync(at('becomes a directory/with more'), { recursive: true })
    rmSync(at('becomes a file'), { recursive: true })
    writeFileSync(at('becomes a file'), '')
    mkdirSync(at('new/and'), { recursive: true })
    writeFileSync(at('new/and/deep'), 'x')

    const told = await undone(guard, host)

    assert.is(readFileSync(at('plain'), 'utf8'), 'old\n')
    const { mode, uid, gid } = statSync(at('plain'))
    assert.equal([mode & 0o7777, uid, gid], [0o640, 1, 2])
    assert.is(readFileSync(at('odd \'name" $x\n-f'), 'utf8'), '')
    assert.is(readlinkSync(at('link')), 'plain')
    assert.is(readlinkSync(at('dangling')), '/nowhere')
    assert.is(readFileSync(at('tree/inner/file'), 'utf8'), 'deep')
    assert.is(statSync(at('tree/inner')).mode & 0o7777, 0o700)
    assert.equal([statSync(at('dir')).mode & 0o7777, statSync(at('dir')).uid], [0o750, 0])
    assert.is(readFileSync(at('dir/of others'), 'utf8'), 'mine')
    assert.is(readFileSync(at('becomes a directory'), 'utf8'), 'file')
    assert.ok(lstatSync(at('becomes a file')).isDirectory())
    assert.not(existsSync(at('new')))
    assert.ok(told?.includes(`restored ${at('plain')}`), told?.join('\n'))
    assert.equal(
      told?.filter(line => line.startsWith('failed')),
      [],
    )
    assert.equal(
      readdirSync(folder).filter(name => name.startsWith('.drover')),
      [],
    )
  }))

test('commands run again after the rollback, in order and with their input', () =>
  inEach(async (host, folder) => {
    const file = join(folder, 'conf')
    writeFileSync(file, 'old')
    const guard = await armGuard(host, { seconds: LONG, undo: `printf ', undo' >>'${folder}/log'` })
    await guard.save(host, files(file))
    await guard.saveCommand(host, {
      title: 'reload',
      script: sh`cat ${file} - >>${join(folder, 'log')}`,
      stdin: ' by stdin',
    })
    await guard.saveCommand(host, { title: 'fail', script: sh`echo why >&2; exit 3` })
    writeFileSync(file, 'new')
    const told = await undone(guard, host)
    assert.equal(told, [
      `restored ${file}`,
      'ran again: reload',
      'failed to run again: fail: why',
      'ran undo',
    ])
    assert.is(readFileSync(join(folder, 'log'), 'utf8'), 'old by stdin, undo')
  }))

test('a guard that gets no heartbeat rolls back by itself', () =>
  inEach(async (host, folder) => {
    const file = join(folder, 'conf')
    const guard = await armGuard(host, { seconds: 1 })
    await guard.save(host, files(file))
    writeFileSync(file, 'new')
    await until('the guard has rolled back', () => !existsSync(file))
    assert.equal(await guard.rollBack(host, { isNow: false, seconds: 10 }), [`removed ${file}`])
  }))

test('a heartbeat restarts the timeout, and after the rollback has started nothing more can be kept', () =>
  inEach(async (host, folder) => {
    const file = join(folder, 'conf')
    const guard = await armGuard(host, { seconds: 3 })
    for (let signs = 0; signs < 5; signs += 1) {
      await guard.save(host, files(file))
      writeFileSync(file, 'new')
      await delay(1000)
    }
    assert.ok(existsSync(file))
    await until('the guard has rolled back', () => !existsSync(file))
    const error = await guard.save(host, files(file)).catch((thrown: unknown) => thrown)
    assert.instance(error, TaskError)
    assert.is(await guard.disarm(host), false)
    await undone(guard, host)
  }))

test('after `disarm`, changes stay, and nothing remains of the guard', () =>
  inEach(async (host, folder) => {
    const file = join(folder, 'conf')
    const guard = await armGuard(host, { seconds: 1 })
    await guard.save(host, files(file))
    writeFileSync(file, 'new')
    assert.is(await guard.disarm(host), true)
    await delay(2500)
    assert.is(readFileSync(file, 'utf8'), 'new')
    const error = await undone(guard, host).catch((thrown: unknown) => thrown)
    assert.match(String(error), /no longer has the guard/)
  }))

test('a rollback keeps a created directory that others have put files into', () =>
  inEach(async (host, folder) => {
    const made = join(folder, 'made')
    const guard = await armGuard(host, { seconds: LONG })
    await guard.save(host, files(made))
    mkdirSync(made)
    writeFileSync(join(made, 'of others'), 'x')
    assert.equal(await undone(guard, host), [`left ${made}: something else is in it`])
    assert.is(readFileSync(join(made, 'of others'), 'utf8'), 'x')
  }))

test('a rollback does not follow a link that another user has put into the path', () =>
  inEach(async (host, folder) => {
    const [theirs, victim] = [join(folder, 'theirs'), join(folder, 'victim')]
    mkdirSync(join(theirs, 'sub'), { recursive: true })
    mkdirSync(victim)
    for (const path of [theirs, join(theirs, 'sub')]) chownSync(path, 65534, 65534)
    writeFileSync(join(theirs, 'sub/conf'), 'old')
    writeFileSync(join(victim, 'conf'), 'precious')
    const guard = await armGuard(host, { seconds: LONG })
    await guard.save(host, files(join(theirs, 'sub/conf')))
    rmSync(join(theirs, 'sub'), { recursive: true })
    symlinkSync(victim, join(theirs, 'sub'))
    await host.run(sh`chown -h 65534:65534 -- ${join(theirs, 'sub')}`)
    const told = await undone(guard, host)
    assert.match(told?.join('\n') ?? '', /^failed to restore .*sub\/conf: .*is not followed$/)
    assert.is(readFileSync(join(victim, 'conf'), 'utf8'), 'precious')
  }))

test('no guard of these tests remains', () => {
  assert.equal(
    guards().filter(name => !earlier.includes(name)),
    [],
  )
})

test('without a guard, none is reported', () =>
  inEach(async host => {
    assert.is(await host.ask(foreignGuard('this run')), undefined)
  }))

test.run()
