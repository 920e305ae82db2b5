import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../../src/shell/quote.ts'
import mount from '../../../tasks/system/mount.ts'
import { holdsContract } from '../../kit/contract.ts'
import { type LocalSession, openOwnSystems, sessionsFrom } from '../../kit/local-session.ts'

let sessions: readonly LocalSession[] = []
test.before(async () => {
  sessions = await openOwnSystems([
    'echo "# mine" >/etc/fstab',
    'mkdir -p "/mnt/of it/sub"',
    'ln -s /mnt /home/mnt',
  ])
})
test.after(() => Promise.all(sessions.map(({ close }) => close())).then(() => {}))

const PATH = "/mnt/a b\\'$(id)/data"
const DATA = { path: PATH, src: 'tmpfs', fstype: 'tmpfs', state: 'mounted' }

test('a file system is mounted, remounted with other flags, unmounted and removed from the fstab', async () => {
  for (const { host, shell } of sessionsFrom(sessions, 3)) {
    const given = { type: mount, host, root: '/nowhere', expects: 'plan' as const }
    const seen = async () => {
      const { stdout } = await host.run(
        sh`cat /etc/fstab; echo; grep ' - tmpfs tmpfs' /proc/self/mountinfo | grep data | cut -d' ' -f5,6`,
      )
      return stdout.toString()
    }
    const place = String.raw`/mnt/a\040b\134'$(id)/data`
    await holdsContract({ ...given, params: { ...DATA, opts: 'size=1m,nosuid' } })
    assert.match(await seen(), `# mine\ntmpfs ${place} tmpfs size=1m,nosuid 0 0\n\n${place} rw,nosuid`, shell)
    await holdsContract({ ...given, params: { ...DATA, opts: 'ro,noexec,nofail', passno: 2, boot: false } })
    assert.match(await seen(), `${place} tmpfs ro,noexec,nofail,noauto 0 2\n\n${place} ro,noexec`, shell)
    // A flag is removed by hand: the entry matches, but not the mounted file system.
    await host.run(sh`mount -o remount,rw,noexec ${PATH}`)
    await holdsContract({ ...given, params: { ...DATA, opts: 'ro,noexec,nofail', passno: 2, boot: false } })
    assert.match(await seen(), `\n${place} ro,noexec`, shell)
    await holdsContract({ ...given, params: { path: PATH, state: 'unmounted' } })
    await holdsContract({ ...given, params: { ...DATA, state: 'ephemeral', opts: 'noatime' } })
    assert.match(await seen(), /noauto 0 2\n\n\S+ rw,noatime/, shell)
    await host.run(sh`mount -t tmpfs tmpfs ${PATH}`)
    await holdsContract({ ...given, params: { path: PATH, state: 'absent' } })
    assert.is(await seen(), '# mine\n\n', shell)
    await host.run(sh`[ ! -e ${PATH} ] && [ -d ${PATH.replace('/data', '')} ]`)
  }
})

test('a directory is bind-mounted read-only through a link, and then replaced by another one', async () => {
  for (const { host, shell } of sessionsFrom(sessions, 1)) {
    const given = { type: mount, host, root: '/nowhere' }
    const bind = { path: '/home/mnt/bound', fstype: 'none', opts: 'bind,ro', state: 'mounted' }
    await holdsContract({ ...given, params: { ...bind, src: '/mnt/of it' }, expects: 'plan' })
    const { stdout } = await host.run(
      sh`cat /etc/fstab; ls /mnt/bound; touch /mnt/bound/x 2>/dev/null || echo ro`,
    )
    assert.is(stdout.toString(), '# mine\n/mnt/of\\040it /home/mnt/bound none bind,ro 0 0\nsub\nro\n', shell)
    await holdsContract({
      ...given,
      params: { ...bind, state: 'ephemeral', src: '/mnt/of it' },
      expects: 'in-sync',
    })
    await holdsContract({ ...given, params: { ...bind, src: '/mnt/of it/sub' }, expects: 'plan' })
    const { stdout: inside } = await host.run(sh`ls /mnt/bound; grep -c bound /proc/self/mountinfo`)
    assert.is(inside.toString(), '1\n', shell)
    await holdsContract({ ...given, params: { path: '/home/mnt/bound', state: 'absent' }, expects: 'plan' })
  }
})

test('a file system that cannot be mounted is not added to the fstab', async () => {
  for (const { host } of sessionsFrom(sessions, 2)) {
    const given = { type: mount, host, root: '/nowhere', expects: 'plan' as const }
    const params = { path: '/mnt/none', src: '/mnt/no such disk', fstype: 'ext4', state: 'mounted' }
    const { message } = await holdsContract({ ...given, params }).then(
      () => new Error('mounted'),
      error => error,
    )
    assert.match(message, /mount \/mnt\/none: /)
    const { stdout } = await host.run(sh`cat /etc/fstab`)
    assert.is(stdout.toString(), '# mine\n')
  }
})

test.run()
