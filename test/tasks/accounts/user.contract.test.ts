import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../../src/shell/quote.ts'
import user from '../../../tasks/accounts/user.ts'
import { holdsContract } from '../../kit/contract.ts'
import { type LocalSession, openOwnSystems, sessionsFrom } from '../../kit/local-session.ts'

const CASES: readonly (readonly [title: string, params: object, shows: string, expects: RegExp])[] = [
  [
    'dates, a skeleton and a umask',
    {
      skeleton: '/etc/skel it',
      umask: '0027',
      expires: 1893456000,
      password_expire_max: 90,
      password_expire_warn: 5,
    },
    `stat -c %a /home/app; ls -A /home/app; getent shadow app | cut -d: -f3-8`,
    /^750\nmotd of it\n\d+:0:90:5::21915\n$/,
  ],
  [
    'an ssh key with a passphrase',
    {
      ...{ generate_ssh_key: true, ssh_key_type: 'ed25519', ssh_key_comment: "it's $(mine)" },
      ...{ ssh_key_passphrase: "a 'pass' phrase", shell: '/usr/sbin/nologin' },
    },
    `cd /home/app/.ssh; stat -c '%a %U:%G' . id_ed25519; ssh-keygen -y -P "a 'pass' phrase" -f id_ed25519`,
    /^700 app:app\n600 app:app\nssh-ed25519 \S+ it's \$\(mine\)\n$/,
  ],
  [
    'an ssh key elsewhere',
    { generate_ssh_key: true, ssh_key_bits: 256, ssh_key_type: 'ecdsa', ssh_key_file: '/etc/keys/of it' },
    `stat -c '%a %U:%G' '/etc/keys/of it'; cut -d' ' -f1 '/etc/keys/of it.pub'`,
    /^600 app:app\necdsa-sha2-nistp256\n$/,
  ],
]

let sessions: readonly LocalSession[] = []
test.before(async () => {
  sessions = await openOwnSystems(["mkdir '/etc/skel it'", "touch '/etc/skel it/motd of it'"])
})
test.after(() => Promise.all(sessions.map(({ close }) => close())).then(() => {}))

for (const [nth, [title, params, shows, expects]] of CASES.entries())
  test(`a user is made with ${title}, which a second run leaves alone`, async () => {
    for (const { host } of sessionsFrom(sessions, nth)) {
      const given = { type: user, host, root: '/nowhere' }
      await holdsContract({ ...given, params: { name: 'app', ...params }, expects: 'plan' })
      const { stdout } = await host.run(sh`sh -c ${shows}`)
      assert.match(stdout.toString(), expects)
      await holdsContract({
        ...given,
        params: { name: 'app', state: 'absent', remove: true },
        expects: 'plan',
      })
    }
  })

test('dates of a user are changed, and taken away', async () => {
  for (const { host } of sessionsFrom(sessions, CASES.length)) {
    const given = { type: user, host, root: '/nowhere' }
    await holdsContract({ ...given, params: { name: 'app', expires: 0 }, expects: 'plan' })
    const params = { name: 'app', expires: -1, password_expire_min: 3, password_expire_account_disable: -1 }
    await holdsContract({ ...given, params, expects: 'plan' })
    const { stdout } = await host.run(sh`getent shadow app | cut -d: -f4-8`)
    assert.is(stdout.toString(), '3:99999:7::\n')
  }
})

test.run()
