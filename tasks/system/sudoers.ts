/**
 * A rule of sudo, in a file of its own in /etc/sudoers.d.
 *
 *     - sudoers: { name: deploy-restart, user: deploy, commands: /usr/bin/systemctl restart app }
 */
import {
  defineTask,
  fileState,
  flag,
  hostPath,
  inSync,
  oneOrMore,
  plan,
  presentTools,
  type ReadHost,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  BACKUP_OUTPUTS,
  contentOf,
  explainFiles,
  type FilePlan,
  fileRemoval,
  planFile,
  putFile,
  removeFiles,
} from '../../src/built-in/files.ts'
import { prefetch } from '../../src/built-in/host.ts'
import { absolutePath, mayChangeFiles, notBoth, omitUndefined } from '../../src/built-in/params.ts'

const part = (what: string) =>
  text().refine(value => value !== '' && !/[\r\n\0]/.test(value), `expected ${what} in one line`)

const params = z
  .strictObject({
    name: text()
      // sudo silently ignores files whose names contain a dot or end in `~`. Source: sudoers(5), "Including other
      // files".
      .refine(name => /^(?!-)[^/.~\s\0]+$/.test(name), 'expected a name without `.`, `~`, `/` and spaces')
      .describe('Name of the file in `sudoers_path`.')
      .meta({ examples: ['deploy-restart'] }),
    user: part('a user')
      .optional()
      .describe('The user who may run the commands.')
      .meta({ examples: ['deploy'] }),
    group: part('a group')
      .optional()
      .describe('The group whose members may run the commands, instead of `user`.')
      .meta({ examples: ['ops'] }),
    commands: oneOrMore(part('a command'))
      .optional()
      .describe('The commands with absolute paths, in the format of sudoers(5). `ALL` means all commands.')
      .meta({ examples: [['/usr/bin/systemctl restart app', '/usr/bin/systemctl reload app']] }),
    nopassword: flag()
      .default(true)
      .describe('Run the commands without a password.')
      .meta({ examples: [false] }),
    setenv: flag()
      .default(false)
      .describe('Allow the user to keep environment variables (`SETENV`).')
      .meta({ examples: [true] }),
    noexec: flag()
      .default(false)
      .describe('Prevent the commands from starting other programs (`NOEXEC`).')
      .meta({ examples: [true] }),
    host: part('a host')
      .default('ALL')
      .describe('The host to which the rule applies, if several hosts share the file.')
      .meta({ examples: ['web1'] }),
    runas: part('a user')
      .optional()
      .describe('The user as whom the commands run, or `USER:GROUP`. Default: root.')
      .meta({ examples: ['postgres'] }),
    sudoers_path: hostPath()
      .default('/etc/sudoers.d')
      .describe('The directory that contains the file.')
      .meta({ examples: ['/usr/local/etc/sudoers.d'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('Whether the rule should exist.')
      .meta({ examples: ['absent'] }),
    validation: z
      .enum(['absent', 'detect', 'required'])
      .default('detect')
      .describe(
        'Whether visudo checks the file before it is installed: never (`absent`), if the host has visudo (`detect`), or always (`required`).',
      )
      .meta({ examples: ['required'] }),
  })
  .refine(...notBoth('user', 'group'))
  .refine(({ state, user, group }) => state === 'absent' || (user ?? group) !== undefined, {
    path: ['user'],
    message: 'expected a user, or `group`',
  })
  .refine(({ state, commands = [] }) => state === 'absent' || commands.length > 0, {
    path: ['commands'],
    message: 'expected at least one command',
  })

type Params = z.output<typeof params>

type SudoersPlan = { readonly removes: string } | { readonly file: FilePlan }

export default defineTask({
  summary: 'Allows a user or a group to run commands with sudo.',
  example: `- sudoers:
    name: deploy-restart
    user: deploy
    commands: /usr/bin/systemctl restart app
`,
  params,
  outputs: BACKUP_OUTPUTS,
  check: async ({ host, params }) => {
    const path = `${await absolutePath(host, params.sudoers_path)}/${params.name}`
    if (params.state === 'absent') {
      if ((await host.ask(fileState(path, { digest: 'sha256' }))) === null) return inSync()
      return plan<SudoersPlan>([fileRemoval(path)], { removes: path })
    }
    const asked = prefetch(host.ask(fileState(path, { digest: 'sha256' })))
    const validate = await validation(host, params)
    const content = contentOf(Buffer.from(ruleOf(params)))
    const wanted = { path, content, mode: '0440', ...omitUndefined({ validate }) }
    const result = await planFile(host, wanted, await asked)
    if (result.kind === 'in-sync') return inSync()
    return plan<SudoersPlan>(result.changes, { file: result.data })
  },
  explain: explainFiles,
  mayChange: ({ host, params }) =>
    mayChangeFiles(host, [`${params.sudoers_path}/${params.name}`], { mayGo: true }),
  apply: async ({ host, project, plan: { data } }) => {
    if ('removes' in data) await removeFiles(host, [data.removes])
    else await putFile(host, project, data.file)
  },
})

function ruleOf({ user, group, host, runas, nopassword, setenv, noexec, commands = [] }: Params): string {
  const tags = [
    ...(nopassword ? ['NOPASSWD:'] : []),
    ...(setenv ? ['SETENV:'] : []),
    ...(noexec ? ['NOEXEC:'] : []),
  ]
  const as = runas === undefined ? '' : `(${runas})`
  return `${user ?? `%${group}`} ${host}=${as}${tags.join('')} ${commands.join(', ')}\n`
}

/**
 * Returns the command that validates a file; undefined for none. Throws TaskError if the host lacks the required
 * `visudo`.
 */
async function validation(host: ReadHost, { validation }: Params): Promise<string | undefined> {
  if (validation === 'absent') return undefined
  if ((await host.ask(presentTools(['visudo']))).has('visudo')) return 'visudo -cf %s'
  if (validation === 'detect') return undefined
  throw new TaskError('the host has no `visudo`', { hint: 'install sudo in an earlier task' })
}
