import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../../src/shell/quote.ts'
import swap from '../../../tasks/system/swap.ts'
import { holdsContract } from '../../kit/contract.ts'
import { type LocalSession, openOwnSystems, sessionsFrom } from '../../kit/local-session.ts'

let sessions: readonly LocalSession[] = []
test.before(async () => {
  sessions = await openOwnSystems(['echo "# mine" >/etc/fstab', 'mkdir "/mnt/a b"'])
})
test.after(() => Promise.all(sessions.map(({ close }) => close())).then(() => {}))

// Active swap is shared by the whole machine, so no test may activate its own file.
test('swap: a file is made, made again with another size, and removed', async () => {
  for (const { host, shell } of sessionsFrom(sessions, 3)) {
    const path = "/mnt/a b/it's $(id)"
    const given = { type: swap, host, root: '/mnt/a b', expects: 'plan' as const }
    await holdsContract({ ...given, params: { path, size: '100K', active: false } })
    await holdsContract({ ...given, params: { path, size: '2M', active: false, priority: 7 } })
    const { stdout } = await host.run(
      sh`cat /etc/fstab; ls /mnt/a*; stat -c '%a %s' ${path}; blkid -p -s TYPE -o value ${path}`,
    )
    const entry = "/mnt/a\\040b/it's\\040$(id) none swap sw,pri=7 0 0"
    assert.is(stdout.toString(), `# mine\n${entry}\nit's $(id)\n600 2097152\nswap\n`, shell)
    await holdsContract({ ...given, params: { path, state: 'absent' } })
    const { stdout: left } = await host.run(sh`cat /etc/fstab; ls -A '/mnt/a b'`)
    assert.is(left.toString(), '# mine\n', shell)
  }
})

test.run()
