/**
 * A user account.
 *
 *     - user:
 *         name: app
 *         system: true
 *         home: /var/lib/app
 *         shell: /usr/sbin/nologin
 */
import {
  accountId,
  type Change,
  defineTask,
  fileState,
  flag,
  groupId,
  inSync,
  type Json,
  number,
  oneOrMore,
  plan,
  sh,
  TaskError,
  text,
  type UserState,
  userState,
  z,
} from '../src/task.ts'

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*\$?$/

const params = z.strictObject({
  name: text()
    .refine(name => NAME.test(name), 'expected a user name')
    .describe('The user.')
    .meta({ examples: ['app'] }),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Whether the account is there.')
    .meta({ examples: ['absent'] }),
  uid: number()
    .optional()
    .describe('Its number.')
    .meta({ examples: [2001] }),
  non_unique: flag()
    .default(false)
    .describe('Let another user have the number too.')
    .meta({ examples: [true] }),
  group: text()
    .optional()
    .describe('The primary group; it must be there.')
    .meta({ examples: ['app'] }),
  groups: oneOrMore(text())
    .optional()
    .describe('Its other groups; with `append` they come on top of those that it has.')
    .meta({ examples: [['adm', 'docker']] }),
  append: flag()
    .default(false)
    .describe('Leave the groups that it is in and `groups` does not name.')
    .meta({ examples: [true] }),
  comment: text()
    .optional()
    .describe('The full name.')
    .meta({ examples: ['Application'] }),
  home: text()
    .optional()
    .describe('The home directory.')
    .meta({ examples: ['/var/lib/app'] }),
  create_home: flag()
    .default(true)
    .describe('Make the home directory of a new user.')
    .meta({ examples: [false] }),
  move_home: flag()
    .default(false)
    .describe('Move what is in the old home to the new one.')
    .meta({ examples: [true] }),
  shell: text()
    .optional()
    .describe('The login shell.')
    .meta({ examples: ['/usr/sbin/nologin'] }),
  password: text()
    .optional()
    .describe('The hash of the password, as in /etc/shadow; it is never shown.')
    .meta({ examples: ['*'] }),
  update_password: z
    .enum(['always', 'on_create'])
    .default('always')
    .describe('Whether the password of a user that is there is set too.')
    .meta({ examples: ['on_create'] }),
  password_lock: flag()
    .optional()
    .describe('Whether the password is locked.')
    .meta({ examples: [true] }),
  system: flag()
    .default(false)
    .describe('Make it with a number of the system range.')
    .meta({ examples: [true] }),
  remove: flag()
    .default(false)
    .describe('Where the account is removed, remove its home and mail too, where the home is its own.')
    .meta({ examples: [true] }),
  force: flag()
    .default(false)
    .describe('Remove the account although somebody is logged in with it.')
    .meta({ examples: [true] }),
})

type Params = z.output<typeof params>

/** Source: useradd(8), GROUP of /etc/default/useradd. */
const DEFAULT_GROUP = 'users'

interface UserPlan {
  readonly verb: 'add' | 'modify' | 'delete'
  readonly options: readonly string[]
  readonly setsPassword: boolean
  readonly lock: boolean | null
  readonly makesHome: boolean
}

export default defineTask<typeof params, UserPlan>({
  summary: 'Makes a user account as described, or takes it away.',
  example: `- user:
    name: app
    system: true
    home: /var/lib/app
    shell: /usr/sbin/nologin
`,
  params,
  aliases: { createhome: 'create_home' },
  check: async ({ host, params }) => {
    const groups = params.groups?.flatMap(group => group.split(',')).filter(group => group !== '')
    const [seen, gid, ...others] = await Promise.all([
      host.ask(userState(params.name)),
      accountId(host, params.group, groupId),
      ...(groups ?? []).map(group => accountId(host, group, groupId)),
    ])
    const resource = `user:${params.name}`
    if (params.state === 'absent') {
      if (seen === null) return inSync({ name: params.name, state: 'absent' })
      // The user's own group goes with it.
      const group = { resource: `group:${params.name}`, action: 'delete', before: {}, after: null }
      // What is not the user's own is not removed by userdel, which then says that it failed.
      const at = params.remove && seen.hasHome ? await host.ask(fileState(seen.home)) : null
      const isHomeRemoved = at?.kind === 'directory' && at.uid === seen.uid
      const options = [...(isHomeRemoved ? ['-r'] : []), ...(params.force ? ['-f'] : [])]
      const gone = plan<UserPlan>([{ resource, action: 'delete', before: { uid: seen.uid }, after: null }], {
        verb: 'delete',
        options,
        setsPassword: false,
        lock: null,
        makesHome: false,
      })
      const home = { resource: `file:${seen.home}`, action: 'delete', before: {}, after: null }
      const predicts = [...(seen.group === params.name ? [group] : []), ...(isHomeRemoved ? [home] : [])]
      return { ...gone, predicts }
    }
    if (gid === null) throw noGroup(params.group)
    for (const [nth, id] of others.entries()) if (id === null) throw noGroup(groups?.[nth])
    if (seen === null) {
      const hasGroup = params.group === undefined && (await host.ask(groupId(params.name))) !== null
      return planNew(resource, params, groups, hasGroup)
    }
    return planOld(resource, params, seen, groups, gid ?? null)
  },
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
        sh`command -v ${program} >/dev/null || { echo ${`the host has no ${program}`} >&2; exit 127; }
${program} ${data.options} -- ${name}`,
        { title: `${program} ${name}` },
      )
    }
    // The hash goes by standard input: in no argument, where `ps` would show it.
    if (data.setsPassword)
      await host.run(sh`chpasswd -e`, { title: `password of ${name}`, stdin: `${name}:${params.password}\n` })
    if (data.lock !== null)
      await host.run(sh`usermod ${data.lock ? '-L' : '-U'} -- ${name}`, { title: `lock of ${name}` })
    if (data.makesHome) {
      await host.run(
        sh`u=${name}; h=$(getent passwd "$u"); h=\${h%:*}; h=\${h##*:}; test -d "$h" || { mkdir -p -- "$h" && cp -R /etc/skel/. "$h" && chmod 0755 -- "$h" && chown -R -- "$u:$(id -gn -- "$u")" "$h"; }`,
        { title: `home of ${name}` },
      )
    }
  },
})

function noGroup(name = ''): TaskError {
  return new TaskError(`there is no group \`${name}\``, {
    hint: `make it in a task before: \`group: ${name}\``,
  })
}

/** Where there is a group of its name already, the user gets the host's default one, as with Ansible. */
function planNew(
  resource: string,
  params: Params,
  groups: readonly string[] | undefined,
  hasGroupOfItsName: boolean,
) {
  const { uid, group, comment, home, shell, system, create_home, non_unique, password } = params
  const after: Record<string, Json> = {}
  for (const [field, value] of Object.entries({ uid, group, comment, home, shell }))
    if (value !== undefined) after[field] = value
  if (groups) after.groups = groups
  if (hasGroupOfItsName) after.group = DEFAULT_GROUP
  const options = [
    ...optionsOf({ '-u': uid, '-g': group, '-c': comment, '-d': home, '-s': shell, '-G': groups?.join(',') }),
    ...(hasGroupOfItsName ? ['-N'] : []),
    ...(non_unique ? ['-o'] : []),
    ...(system ? ['-r'] : []),
    create_home ? '-m' : '-M',
  ]
  const data = {
    verb: 'add',
    options,
    setsPassword: password !== undefined,
    lock: params.password_lock ? true : null,
    makesHome: false,
  } as const
  const made = plan<UserPlan>([{ resource, action: 'create', before: null, after }], data, {
    name: params.name,
    state: 'present',
  })
  if (!create_home) return made
  const own = hasGroupOfItsName ? DEFAULT_GROUP : params.name
  const directory = { state: 'directory', owner: params.name, group: group ?? own }
  const path = home ?? `/home/${params.name}`
  return {
    ...made,
    predicts: [{ resource: `file:${path}`, action: 'create', before: null, after: directory }],
  }
}

function planOld(
  resource: string,
  params: Params,
  seen: UserState,
  groups: readonly string[] | undefined,
  gid: number | null,
) {
  const wantedGroups =
    groups &&
    [...new Set(params.append ? [...seen.groups, ...groups] : groups)]
      .filter(group => group !== seen.group)
      .sort()
  const isGroup =
    params.group === undefined ||
    params.group === seen.group ||
    params.group === String(seen.gid) ||
    gid === seen.gid
  const wanted: Record<string, Json | undefined> = {
    uid: params.uid,
    group: isGroup ? undefined : params.group,
    groups: wantedGroups,
    comment: params.comment,
    home: params.home,
    shell: params.shell,
  }
  const before: Record<string, Json> = {}
  const after: Record<string, Json> = {}
  for (const [field, value] of Object.entries(wanted)) {
    const now = seen[field as keyof UserState] as Json
    if (value === undefined || JSON.stringify(value) === JSON.stringify(now)) continue
    before[field] = now
    after[field] = value
  }
  const isLocked = seen.hash?.startsWith('!') ?? false
  const plainHash = seen.hash?.replace(/^!+/, '') ?? null
  const setsPassword =
    params.password !== undefined &&
    params.update_password === 'always' &&
    seen.hash !== null &&
    plainHash !== params.password.replace(/^!+/, '')
  if (setsPassword) after.password = '(set)'
  const lock =
    params.password_lock === undefined || params.password_lock === isLocked ? null : params.password_lock
  if (lock !== null) after.password_lock = lock
  const makesHome =
    params.create_home &&
    !params.system &&
    !seen.hasHome &&
    after.home === undefined &&
    params.home !== undefined
  if (makesHome) after.home_directory = 'made'
  const outputs = {
    name: params.name,
    state: 'present',
    uid: seen.uid,
    group: seen.gid,
    home: params.home ?? seen.home,
    shell: params.shell ?? seen.shell,
  }
  if (Object.keys(after).length === 0) return inSync(outputs)
  const options = [
    ...optionsOf({
      '-u': after.uid,
      '-g': after.group,
      '-c': after.comment,
      '-d': after.home,
      '-s': after.shell,
      '-G': wantedGroups && after.groups !== undefined ? wantedGroups.join(',') : undefined,
    }),
    ...(params.move_home && after.home !== undefined ? ['-m'] : []),
    ...(params.non_unique && after.uid !== undefined ? ['-o'] : []),
  ]
  const changes: Change[] = [{ resource, action: 'update', before, after }]
  return plan<UserPlan>(changes, { verb: 'modify', options, setsPassword, lock, makesHome }, outputs)
}

function optionsOf(values: Readonly<Record<string, Json | undefined>>): string[] {
  return Object.entries(values).flatMap(([option, value]) =>
    value === undefined ? [] : [option, String(value)],
  )
}
