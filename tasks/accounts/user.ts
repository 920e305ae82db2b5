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
  defineTask,
  fileState,
  flag,
  hostPath,
  inSync,
  type Json,
  number,
  oneOrMore,
  orUnknown,
  orUnknownAnswer,
  plan,
  type ReadHost,
  sh,
  TaskError,
  text,
  Unknown,
  type UserState,
  userState,
  z,
} from '../../src/authoring/task.ts'
import {
  AGING_FIELDS,
  agingParams,
  chageOptions,
  compareUser,
  differs,
  groupId,
  homeMade,
  homeMoved,
  homeScript,
  isCryptString,
  makeSshKey,
  NEVER_THERE,
  omitUndefined,
  sshKey,
  sshKeyMade,
  sshKeyParams,
  sshKeyPath,
  type UserDifference,
  umaskParam,
  type WantedUser,
  wantedAging,
  wantedUser,
} from '../../src/built-in.ts'

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*\$?$/

const params = z.strictObject({
  name: text()
    .refine(name => NAME.test(name), 'expected a user name')
    .describe('User name.')
    .meta({ examples: ['app'] }),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Whether the account should exist.')
    .meta({ examples: ['absent'] }),
  uid: number()
    .optional()
    .describe('UID of the user.')
    .meta({ examples: [2001] }),
  non_unique: flag()
    .default(false)
    .describe('Allow a UID that another user already has.')
    .meta({ examples: [true] }),
  group: text()
    .optional()
    .describe('Primary group; it must exist.')
    .meta({ examples: ['app'] }),
  groups: oneOrMore(text())
    .optional()
    .describe(
      'Supplementary groups, by name or GID. With `append`, they are added to the groups that the user already has.',
    )
    .meta({ examples: [['adm', 'docker']] }),
  append: flag()
    .default(false)
    .describe('Keep the supplementary groups of the user that `groups` does not list.')
    .meta({ examples: [true] }),
  comment: text()
    .optional()
    .describe('Full name of the user.')
    .meta({ examples: ['Application'] }),
  home: text()
    .optional()
    .describe('Path of the home directory.')
    .meta({ examples: ['/var/lib/app'] }),
  create_home: flag()
    .default(true)
    .describe(
      'Create the home directory if it does not exist, also for an existing user, unless its home is `/nonexistent`.',
    )
    .meta({ examples: [false] }),
  move_home: flag()
    .default(false)
    .describe('Move the contents of the old home directory to the new one.')
    .meta({ examples: [true] }),
  skeleton: hostPath()
    .optional()
    .describe('Directory whose contents a new home gets. Default: `/etc/skel`.')
    .meta({ examples: ['/etc/skel-app'] }),
  umask: umaskParam('0027')
    .optional()
    .describe('The umask with which a new home is created.')
    .meta({ examples: ['0027'] }),
  shell: text()
    .optional()
    .describe('Login shell.')
    .meta({ examples: ['/usr/sbin/nologin'] }),
  password: text()
    .refine(
      isCryptString,
      'expected a password hash for /etc/shadow, such as from `openssl passwd -6`, or `*`',
    )
    .optional()
    .describe('Password hash, as in `/etc/shadow`; it is never shown.')
    .meta({ secret: true, examples: ['*'] }),
  update_password: z
    .enum(['always', 'on_create'])
    .default('always')
    .describe('`always` also sets the password of an existing user; `on_create` sets it only for a new user.')
    .meta({ examples: ['on_create'] }),
  password_lock: flag()
    .optional()
    .describe('Whether the password is locked.')
    .meta({ examples: [true] }),
  ...agingParams,
  ...sshKeyParams,
  local: flag()
    .default(false)
    .describe(
      'Fail if the user comes only from a directory such as LDAP. Accounts are always created in /etc/passwd.',
    )
    .meta({ examples: [true] }),
  system: flag()
    .default(false)
    .describe('Create the user with a UID from the system range.')
    .meta({ examples: [true] }),
  remove: flag()
    .default(false)
    .describe(
      'When the account is deleted, also delete its home directory and mail, if the user owns the home directory.',
    )
    .meta({ examples: [true] }),
  force: flag()
    .default(false)
    .describe('Delete the account even if the user is logged in.')
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
  /** The options of chage. */
  readonly aging: readonly string[]
  /** Where a new ssh key goes. */
  readonly sshKey?: string
}

export default defineTask({
  summary: 'Creates, changes or deletes a user account.',
  example: `- user:
    name: app
    system: true
    home: /var/lib/app
    shell: /usr/sbin/nologin
`,
  params,
  aliases: { createhome: 'create_home', account_expires: 'expires' },
  unsupported: {
    authorization: 'remove it: it has a meaning only on Solaris',
    hidden: 'remove it: it has a meaning only on macOS',
    login_class: 'remove it: it has a meaning only on BSD',
    profile: 'remove it: it has a meaning only on Solaris',
    role: 'remove it: it has a meaning only on Solaris',
    seuser: 'use `command: semanage login -a -s SEUSER NAME` with `unless`',
  },
  check: async ({ host, params }) => {
    const seen = await host.ask(userState(params.name))
    if (params.state === 'absent') return planGone(host, params, seen)
    if (orUnknown(() => params.local) === true && seen?.isLocal === false)
      throw ofDirectory(params.name, 'the account')
    const wanted = await wantedUser(host, params)
    return seen === null ? planNew(host, params, wanted) : planOld(host, params, seen, wanted)
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
        sh`command -v ${program} >/dev/null || { echo ${`the host has no ${program}`} >&2; exit 127; }
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

async function planGone(host: ReadHost, params: Params, seen: UserState | null) {
  const { name } = params
  if (seen === null) return inSync({ name, state: 'absent' })
  if (!seen.isLocal) throw ofDirectory(name, 'the account')
  // The user's own group goes with it.
  const group = { resource: `group:${name}`, action: 'delete', before: {}, after: null }
  // What is not the user's own is not removed by userdel, which then says that it failed.
  const remove = orUnknown(() => params.remove) === true
  const at = remove && seen.hasHome ? await host.ask(fileState(seen.home)) : null
  const isHomeRemoved = at?.kind === 'directory' && at.uid === seen.uid
  const options = [
    ...(isHomeRemoved ? ['-r'] : []),
    ...(orUnknown(() => params.force) === true ? ['-f'] : []),
  ]
  const change = { resource: `user:${name}`, action: 'delete', before: { uid: seen.uid }, after: null }
  const gone = plan<UserPlan>(
    [change],
    { verb: 'delete', options, setsPassword: false, lock: null, makesHome: false, aging: [] },
    { name, state: 'absent' },
  )
  const home = { resource: `file:${seen.home}`, action: 'delete', before: {}, after: null }
  return {
    ...gone,
    predicts: [...(seen.group === name ? [group] : []), ...(isHomeRemoved ? [home] : [])],
  }
}

function ofDirectory(name: string, what: string): TaskError {
  return new TaskError(`\`${name}\` is not in /etc/passwd, but comes from a directory such as LDAP`, {
    hint: `change ${what} in that directory, or remove it here`,
  })
}

/** If there is a group of its name already, the user gets the host's default one, as with Ansible. */
async function planNew(host: ReadHost, params: Params, { fields, groups }: WantedUser) {
  const { name } = params
  const path = fields.home instanceof Unknown ? undefined : String(fields.home ?? `/home/${name}`)
  const [ownGroup, home] = await Promise.all([
    fields.group === undefined ? host.ask(groupId(name)) : null,
    path === undefined ? undefined : orUnknownAnswer(host.ask(fileState(path))),
  ])
  const hasGroup = ownGroup !== null
  const names = groups instanceof Unknown ? groups : groups?.map(each => each.name)
  const aging = Object.fromEntries(
    AGING_FIELDS.map(field => [field, orUnknown(() => wantedAging(params, field))]),
  )
  const sshKeyFile = path === undefined ? undefined : newSshKey(params, path)
  const after = omitUndefined({
    ...{ ...fields, groups: names, ...(hasGroup ? { group: DEFAULT_GROUP } : {}) },
    ...{ ...aging, ssh_key_file: sshKeyFile },
  })
  const isMeant = (flag: () => boolean): boolean => orUnknown(flag) === true
  const makesHome = isMeant(() => params.create_home) && path !== NEVER_THERE
  const options = [
    ...optionsOf({
      ...{
        '-u': fields.uid,
        '-g': fields.group,
        '-c': fields.comment,
        '-d': fields.home,
        '-s': fields.shell,
        '-k': makesHome ? orUnknown(() => params.skeleton) : undefined,
        '-K': umaskOf(params),
      },
      '-G': Array.isArray(names) ? names.join(',') : undefined,
    }),
    ...(hasGroup ? ['-N'] : []),
    // useradd takes -o only with -u.
    ...(fields.uid !== undefined && isMeant(() => params.non_unique) ? ['-o'] : []),
    ...(isMeant(() => params.system) ? ['-r'] : []),
    makesHome ? '-m' : '-M',
  ]
  const data: UserPlan = {
    ...{ verb: 'add', options, makesHome: false, aging: chageOptions(aging) },
    ...(sshKeyFile === undefined ? {} : { sshKey: sshKeyFile }),
    setsPassword: orUnknown(() => params.password) !== undefined,
    lock: isMeant(() => params.password_lock === true) ? true : null,
  }
  const change = { resource: `user:${name}`, action: 'create', before: null, after }
  const { group: _, ...others } = fields
  const made = plan<UserPlan>([change], data, { ...omitUndefined(others), name, state: 'present' })
  if (!makesHome || path === undefined || home !== null) return made
  const group = fields.group ?? (hasGroup ? DEFAULT_GROUP : name)
  const key = sshKeyFile === undefined ? [] : sshKeyMade(sshKeyFile, name, group)
  return { ...made, predicts: [homeMade(path, name, group), ...key] }
}

/** Where a new user gets an ssh key; undefined for none. */
function newSshKey(params: Params, home: string): string | undefined {
  return orUnknown(() => params.generate_ssh_key) === true ? sshKeyPath(params, home) : undefined
}

function umaskOf(params: Params): string | undefined {
  const umask = orUnknown(() => params.umask)
  return typeof umask === 'string' ? `UMASK=${umask}` : undefined
}

async function planOld(host: ReadHost, params: Params, seen: UserState, wanted: WantedUser) {
  const { name } = params
  const { fields } = wanted
  const difference = await compareUser(host, params, seen, wanted)
  const outputs = outputsOf(params, seen, wanted, difference)
  if (!differs(difference))
    return inSync({ ...outputs, ...(await presentKey(host, params, fields.home, seen)) })
  const { before, after, open } = difference
  const own = Object.keys(after).filter(field => field !== 'home_directory' && field !== 'ssh_key_file')
  if (!seen.isLocal && own.length > 0) throw ofDirectory(name, `its ${own.join(', ')}`)
  const data = modification(params, difference)
  const made = plan<UserPlan>(
    [{ resource: `user:${name}`, action: 'update', before, after: { ...after, ...open } }],
    data,
    outputs,
  )
  const home = fields.home ?? seen.home
  if (home instanceof Unknown) return made
  const group = fields.group ?? seen.group
  const key = data.sshKey === undefined ? [] : sshKeyMade(data.sshKey, name, group)
  if (data.makesHome) return { ...made, predicts: [homeMade(String(home), name, group), ...key] }
  const isMoved = data.options.includes('-m') && orUnknown(() => seen.hasHome) === true
  const moved = isMoved ? homeMoved(seen.home, String(home)) : []
  return moved.length + key.length > 0 ? { ...made, predicts: [...moved, ...key] } : made
}

/** What a result says of the ssh key of a user who has it. */
async function presentKey(host: ReadHost, params: Params, home: unknown, seen: UserState) {
  if (orUnknown(() => params.generate_ssh_key) !== true || home instanceof Unknown) return {}
  const found = await orUnknownAnswer(host.ask(sshKey(sshKeyPath(params, String(home ?? seen.home)))))
  return found instanceof Unknown ? {} : found
}

/** What usermod and its companions are given; what is unknown in a dry run is left out, since it is not carried out. */
function modification(params: Params, { after, membership }: UserDifference): UserPlan {
  const options = [
    ...optionsOf({
      ...{ '-u': after.uid, '-g': after.group, '-c': after.comment, '-d': after.home, '-s': after.shell },
    }),
    ...(membership instanceof Unknown ? [] : (membership?.options ?? [])),
    ...(after.home !== undefined && orUnknown(() => params.move_home) === true ? ['-m'] : []),
    ...(after.uid !== undefined && orUnknown(() => params.non_unique) === true ? ['-o'] : []),
  ]
  const lock = after.password_lock
  return {
    ...{ verb: 'modify', options, setsPassword: after.password !== undefined },
    aging: chageOptions(after),
    ...(typeof after.ssh_key_file === 'string' ? { sshKey: after.ssh_key_file } : {}),
    lock: typeof lock === 'boolean' ? lock : null,
    makesHome: after.home_directory !== undefined,
  }
}

function outputsOf(
  { name }: Params,
  seen: UserState,
  { fields, gid }: WantedUser,
  { membership }: UserDifference,
) {
  const groups = membership instanceof Unknown ? undefined : membership?.names
  return omitUndefined({
    ...{ name, state: 'present', uid: fields.uid ?? seen.uid, group: gid ?? seen.gid },
    groups: (groups ?? seen.groups).join(','),
    comment: fields.comment ?? seen.comment,
    home: fields.home ?? seen.home,
    shell: fields.shell ?? seen.shell,
  })
}

function optionsOf(values: Readonly<Record<string, Json | Unknown | undefined>>): string[] {
  return Object.entries(values).flatMap(([option, value]) =>
    value === undefined || value instanceof Unknown ? [] : [option, String(value)],
  )
}
