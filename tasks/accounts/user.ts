/**
 * A user account.
 *
 *     - user:
 *         name: app
 *         system: true
 *         home: /var/lib/app
 *         shell: /usr/sbin/nologin
 */
import { defineTask, orUnknown, sh, Unknown, userState } from '../../src/authoring/task.ts'
import {
  homeScript,
  makeSshKey,
  notLocal,
  plainPasswordWarning,
  planChangedUser,
  planDeletedUser,
  planNewUser,
  userParams,
  wantedUser,
} from '../../src/built-in/accounts.ts'
import { prefetch, requireProgram } from '../../src/built-in/host.ts'

export default defineTask({
  summary: 'Creates, changes or deletes a user account.',
  example: `- user:
    name: app
    system: true
    home: /var/lib/app
    shell: /usr/sbin/nologin
`,
  params: userParams,
  aliases: { createhome: 'create_home', account_expires: 'expires' },
  outputs: {
    name: 'The name of the user.',
    state: '`present` or `absent`; with `absent`, only `name`, `remove` and `force` are present in addition.',
    uid: 'The UID of the user.',
    group: 'The GID of the primary group.',
    groups: 'The names of the supplementary groups, in one text with commas between them.',
    comment: 'The comment of the account, which is usually the full name of the user.',
    home: 'The path of the home directory.',
    shell: 'The path of the login shell.',
    append: 'The value of `append`.',
    move_home: 'The value of `move_home`.',
    create_home: 'The value of `create_home`; only if the user was created.',
    system: 'The value of `system`; only if the user was created.',
    ssh_key_file: 'The path of the private SSH key; only with `generate_ssh_key`.',
    ssh_fingerprint:
      'The fingerprint of the SSH key, as `ssh-keygen -l` prints it; only with `generate_ssh_key`.',
    ssh_public_key: 'The public SSH key, as one line; only with `generate_ssh_key`.',
    remove: 'The value of `remove`; only if the user was deleted.',
    force: 'The value of `force`; only if the user was deleted.',
  },
  unsupported: {
    authorization: 'remove it: it has a meaning only on Solaris',
    hidden: 'remove it: it has a meaning only on macOS',
    login_class: 'remove it: it has a meaning only on BSD',
    profile: 'remove it: it has a meaning only on Solaris',
    role: 'remove it: it has a meaning only on Solaris',
    seuser: 'use `command: semanage login -a -s SEUSER NAME` with `unless`',
  },
  check: async ({ host, params }) => {
    const asked = prefetch(host.ask(userState(params.name)))
    if (params.state === 'absent') return planDeletedUser(host, params, await asked)
    const groups = prefetch(wantedUser(host, params))
    const seen = await asked
    if (orUnknown(() => params.local) === true && seen?.isLocal === false)
      throw notLocal(params.name, 'the account')
    const wanted = await groups
    const checked =
      seen === null
        ? await planNewUser(host, params, wanted)
        : await planChangedUser(host, params, seen, wanted)
    const password = orUnknown(() => params.password)
    if (password instanceof Unknown) return checked
    return { ...checked, outputs: { ...checked.outputs, ...plainPasswordWarning(password) } }
  },
  mayChange: ({ params }) => [{ resource: `user:${params.name}` }],
  apply: async ({ host, params, plan: { data } }) => {
    const { name } = params
    if (data.verb === 'delete') {
      await host.run(
        sh`if command -v userdel >/dev/null; then userdel ${data.options} -- ${name}; else deluser ${name}; fi`,
        { title: `remove user ${name}` },
      )
      return
    }
    if (data.verb === 'add' || data.options.length > 0) {
      const program = data.verb === 'add' ? 'useradd' : 'usermod'
      await host.run(
        sh`${requireProgram(program)}
${program} ${data.options} -- ${name}`,
        { title: `${program} ${name}` },
      )
    }
    // The hash is passed on standard input, because `ps` would show an argument.
    if (data.setsPassword)
      await host.run(sh`chpasswd -e`, { title: `password of ${name}`, stdin: `${name}:${params.password}\n` })
    if (data.lock !== null)
      await host.run(sh`usermod ${data.lock ? '-L' : '-U'} -- ${name}`, { title: `lock of ${name}` })
    if (data.aging.length > 0)
      await host.run(sh`chage ${data.aging} -- ${name}`, { title: `dates of ${name}` })
    if (data.makesHome) await host.run(homeScript(name, params), { title: `home of ${name}` })
    if (data.sshKey === undefined) return
    const home = (await host.ask(userState(name)))?.home ?? ''
    return makeSshKey(host, name, data.sshKey, home, params)
  },
})
