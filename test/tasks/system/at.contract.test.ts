import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../../src/shell/quote.ts'
import at from '../../../tasks/system/at.ts'
import { holdsContract } from '../../kit/contract.ts'
import { type LocalSession, openOwnSystems, sessionsFrom } from '../../kit/local-session.ts'

let sessions: readonly LocalSession[] = []
test.before(async () => {
  sessions = await openOwnSystems([
    'cp -a /var/spool/cron /mnt/cron',
    'mount --bind /mnt/cron /var/spool/cron',
  ])
})
test.after(() => Promise.all(sessions.map(({ close }) => close())).then(() => {}))

test('at: a job is added once, and removed', async () => {
  for (const { host, shell } of sessionsFrom(sessions, 0)) {
    const given = { type: at, host, root: '/nowhere', expects: 'plan' as const }
    const command = 'echo "it\'s" $(id)\n# job 7\n\techo é'
    await holdsContract({ ...given, params: { command, count: 2, units: 'weeks', unique: true } })
    await holdsContract({ ...given, params: { command: 'id', count: 1, units: 'days', unique: true } })
    const { stdout } = await host.run(
      sh`for id in $(atq | cut -f1 | sort -n); do at -c "$id" | tail -n 4; done`,
    )
    assert.match(stdout.toString(), `${command}\n`, shell)
    await holdsContract({ ...given, params: { command, state: 'absent' } })
    const { stdout: left } = await host.run(sh`atq | wc -l`)
    assert.is(left.toString().trim(), '1')
  }
})

test.run()
