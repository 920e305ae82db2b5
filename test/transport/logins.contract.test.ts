import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openSession, type Session } from '../../src/remote/session.ts'
import { sh } from '../../src/shell/quote.ts'
import { ConnectionError } from '../../src/transport/connection-errors.ts'
import type { Become, Target } from '../../src/transport/spawn.ts'
import { Secret } from '../../src/values/secret.ts'
import { type Login, type LoginHost, openLogins, PASSWORD } from '../kit/logins.ts'
import { watchProcesses } from '../kit/process-list.ts'
import { until } from '../kit/sshd.ts'

/** Output of start-up files, with control sequences that a terminal would interpret. */
const NOISE = 'printf "\\033]3008;start=1\\007 no newline at the end"; echo to stderr >&2'
const RC = { '.profile': NOISE, '.bashrc': NOISE, '.cshrc': 'echo noise', '.zshenv': NOISE, '.mkshrc': NOISE }

const SHELLS = [
  '/bin/sh',
  '/bin/bash',
  '/bin/tcsh',
  '/usr/bin/fish',
  '/usr/bin/zsh',
  '/bin/ksh93',
  '/bin/mksh',
]
const nameOf = (shell: string): string => `u-${shell.split('/').at(-1)}`

const USERS: readonly Login[] = [
  { name: 'admin' },
  ...SHELLS.map(shell => ({
    name: nameOf(shell),
    shell,
    files: { ...RC, '.config/fish/config.fish': 'echo noise' },
  })),
  // Start-up files that print their arguments, including those of sudo.
  { name: 'u-tracing', shell: '/usr/bin/zsh', files: { '.zshenv': 'setopt xtrace' } },
  {
    name: 'u-logging',
    shell: '/bin/bash',
    files: { '.bashrc': 'echo "$BASH_EXECUTION_STRING"; echo "$BASH_EXECUTION_STRING" >&2' },
  },
  { name: 'restricted', shell: '/bin/rbash' },
  { name: 'nobody-logs-in', shell: '/usr/sbin/nologin' },
  { name: 'no-shell', shell: '/bin/false' },
  { name: 'missing-shell', shell: '/bin/there-is-none' },
  { name: 'forced' },
  { name: 'files-only' },
  { name: 'must-change', changed: 0 },
  { name: 'expired', expires: 1 },
]

let host: LoginHost
test.before(async () => {
  host = await openLogins(USERS, [
    'SetEnv LC_ALL=tr_TR.UTF-8 LANG=fr_FR.UTF-8',
    'Match User forced',
    'ForceCommand echo only this',
    'Match User files-only',
    'ForceCommand internal-sftp',
  ])
})
test.after(async () => {
  await host.close()
})

for (const shell of SHELLS) {
  test(`a login with ${shell}, start-up files that print, and another locale works like any other`, async () => {
    const session = await openSession(host.target(nameOf(shell)))
    const { stdout } = await session.host().run(sh`echo ${"it's $HOME `id` !x"}; id -un; echo "$LC_ALL"; pwd`)
    assert.is(stdout.toString(), `it's $HOME \`id\` !x\n${nameOf(shell)}\nC\n/\n`)
    await session.close()
  })
}

/** Logins that give no session, and the error of each, within seconds. */
const REFUSED: readonly (readonly [user: string, told: RegExp, hint: RegExp])[] = [
  [
    'restricted',
    /its login does not start a POSIX shell: .*restricted/s,
    /it must be able to run `\/bin\/sh`/,
  ],
  [
    'nobody-logs-in',
    /its login does not start a POSIX shell: .*not available/s,
    /try manually: ssh nobody-logs-in@/,
  ],
  ['no-shell', /its login does not start a POSIX shell/, /it must be able to run `\/bin\/sh`/],
  ['missing-shell', /it accepted none of our keys/, /check the user `missing-shell` and the key/],
  ['forced', /its login does not start a POSIX shell: .*only this/s, /it must be able to run `\/bin\/sh`/],
  ['files-only', /its login does not start a POSIX shell/, /it must be able to run `\/bin\/sh`/],
  ['must-change', /its password or account has expired: .*change/is, /log in manually and renew it/],
  ['expired', /it closed the connection without an error message/, /the account has expired; see its log/],
]

for (const [user, told, hint] of REFUSED) {
  test(`the login ${user} is refused within 5 s with its own error`, async () => {
    const began = performance.now()
    const error = await refusalOf(host.target(user))
    assert.match(error.message, told, error.message)
    assert.match(error.hint ?? '', hint, `${error.message} (${error.hint})`)
    assert.ok(performance.now() - began < 5000, `${performance.now() - began} ms`)
  })
}

/** The error of a failed session. */
async function refusalOf(target: Target): Promise<ConnectionError> {
  const session = await openSession(target).catch((error: unknown) => error)
  if (session instanceof ConnectionError) return session
  await (session as Session).close()
  throw new Error('there is a session')
}

function sudo(password?: Secret): { become: Become } {
  return { become: { method: 'sudo', user: 'root', flags: [], ...(password ? { password } : {}) } }
}
const given = new Secret(PASSWORD)
const wrong = new Secret('wrong')

/** Rules of sudo that let admin become root, with the password if one is given. */
const LETS_IN: readonly (readonly [title: string, sudoers: string, password?: Secret])[] = [
  ['no password', 'admin ALL=(ALL) NOPASSWD: ALL'],
  ['a password', 'admin ALL=(ALL) ALL', given],
  ['a password that is not needed', 'admin ALL=(ALL) NOPASSWD: ALL', given],
  ['a password, and its lecture each time', 'Defaults lecture=always\nadmin ALL=(ALL) ALL', given],
  ['a password, asked for each time', 'Defaults timestamp_timeout=0\nadmin ALL=(ALL) ALL', given],
  [
    'its own prompt',
    'Defaults passprompt="Mot de passe: "\nDefaults passprompt_override\nadmin ALL=(ALL) ALL',
    given,
  ],
  ['its own terminal', 'Defaults use_pty\nadmin ALL=(ALL) NOPASSWD: ALL'],
  ['its own terminal, and a password', 'Defaults use_pty\nadmin ALL=(ALL) ALL', given],
  ['all output logged', 'Defaults log_output\nDefaults iolog_dir=FOLDER/io\nadmin ALL=(ALL) NOPASSWD: ALL'],
]

for (const [title, sudoers, password] of LETS_IN) {
  test(`sudo with ${title}: the session works, and its scripts read no input`, async () => {
    host.setSudoers(sudoers)
    const session = await openSession(host.target('admin', sudo(password)))
    for (let nth = 0; nth < 3; nth += 1) {
      const { stdout } = await session.host().run(sh`cat; id -un; pwd`)
      assert.is(stdout.toString(), 'root\n/\n')
    }
    await session.close()
  })
}

test('the sudo password is in no process list and no environment', async () => {
  host.setSudoers('admin ALL=(ALL) ALL')
  const watch = watchProcesses([PASSWORD], 'cmdline', 'environ')
  try {
    for (let nth = 0; nth < 3; nth += 1) {
      const session = await openSession(host.target('admin', sudo(given)))
      await session.close()
    }
  } finally {
    assert.equal((await watch.end()).found, [])
  }
})

for (const user of ['u-tracing', 'u-logging']) {
  test(`a start-up file that prints its arguments reveals no sudo password, as ${user}`, async () => {
    for (const rule of ['NOPASSWD: ALL', 'ALL']) {
      host.setSudoers(`${user} ALL=(ALL) ${rule}`)
      const session = await openSession(host.target(user, sudo(given)))
      const { stdout } = await session.host().run(sh`cat; id -un`)
      assert.is(stdout.toString(), 'root\n')
      await session.close()
    }
  })
}

/** Rules of sudo that refuse, and the error of each. */
const KEEPS_OUT: readonly (readonly [
  title: string,
  sudoers: string,
  told: RegExp,
  hint: RegExp,
  password?: Secret,
])[] = [
  // sudo asks for the password first, so that it does not reveal who may do what.
  ['a user unknown to sudo', '', /sudo needs a password/, /give it with `-K`/],
  [
    'a user unknown to sudo, with a password',
    '',
    /admin may not use sudo there/,
    /allow it in sudoers/,
    given,
  ],
  [
    'a command that is not allowed',
    'admin ALL=(ALL) NOPASSWD: /usr/bin/id',
    /sudo needs a password|admin may not use sudo there/,
    /-K|allow it/,
  ],
  [
    'a command that is not allowed, with a password',
    'admin ALL=(ALL) /usr/bin/id',
    /admin may not use sudo there/,
    /allow it in sudoers/,
    given,
  ],
  ['a password that was not given', 'admin ALL=(ALL) ALL', /sudo needs a password/, /give it with `-K`/],
  [
    'a wrong password',
    'admin ALL=(ALL) ALL',
    /sudo refused the password/,
    /it was tried once and is not tried again/,
    wrong,
  ],
  [
    'a required terminal',
    'Defaults requiretty\nadmin ALL=(ALL) NOPASSWD: ALL',
    /its sudo requires a terminal/,
    /`Defaults:USER !requiretty`/,
  ],
  [
    'invalid rules',
    'this is none',
    /its sudoers has an error: .*syntax error/s,
    /fix the line that it names, with `visudo`/,
  ],
]

for (const [title, sudoers, told, hint, password] of KEEPS_OUT) {
  test(`sudo with ${title}: refused within 5 s with an error`, async () => {
    host.setSudoers(sudoers)
    const began = performance.now()
    const error = await refusalOf(host.target('admin', sudo(password)))
    assert.match(error.message, told, error.message)
    assert.match(error.hint ?? '', hint, `${error.message} (${error.hint})`)
    assert.not.match(error.message, /wrong$|pa\$\$/)
    assert.ok(performance.now() - began < 5000, `${performance.now() - began} ms`)
    if (password !== wrong) return
    await until('sudo logs the attempt', () => /incorrect password attempt/.test(host.sudoLog()))
    assert.match(host.sudoLog(), /: 1 incorrect password attempt/)
  })
}

test('an unknown become user and a missing become program are reported', async () => {
  host.setSudoers('admin ALL=(ALL) NOPASSWD: ALL')
  const unknown = await refusalOf(
    host.target('admin', { become: { method: 'sudo', user: 'nobody-there', flags: [] } }),
  )
  assert.match(unknown.message, /the user nobody-there does not exist/)
  const missing = await refusalOf(
    host.target('admin', { become: { method: 'doas', user: 'root', flags: [] } }),
  )
  assert.match(missing.message, /the host has no doas/)
  assert.match(missing.hint ?? '', /install it, choose another `become_method`/)
})

test.run()
