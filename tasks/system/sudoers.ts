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
  contentOf,
  explainFiles,
  type FilePlan,
  fileRemoval,
  planFile,
  putFile,
  removeFiles,
} from '../../src/built-in/files.ts'
import { absolutePath, mayChangeFiles, omitUndefined } from '../../src/built-in/params.ts'

const part = (what: string) =>
  text().refine(value => value !== '' && !/[\r\n\0]/.test(value), `expected ${what} in one line`)

const params = z
  .strictObject({
    name: text()
      // sudo passes over files whose names have a dot or end in `~`, without a word. Source: sudoers(5), "Including other files".
      .refine(name => /^(?!-)[^/.~\s\0]+$/.test(name), 'expected a name without `.`, `~`, `/` and spaces')
      .describe('Name of the file in `sudoers_path`.')
      .meta({ examples: ['deploy-restart'] }),
    user: part('a user')
      .optional()
      .describe('The user who may run the commands.')
      .meta({ examples: ['deploy'] }),
    group: part('a group')
      .optional()
      .describe('The group whose members may run the commands, in place of `user`.')
      .meta({ examples: ['ops'] }),
    commands: oneOrMore(part('a command'))
      .optional()
      .describe('The commands, with absolute paths, as sudoers(5) writes them; `ALL` for all.')
      .meta({ examples: [['/usr/bin/systemctl restart app', '/usr/bin/systemctl reload app']] }),
    nopassword: flag()
      .default(true)
      .describe('Run the commands without a password.')
      .meta({ examples: [false] }),
    setenv: flag()
      .default(false)
      .describe('Let the user keep variables of the environment.')
      .meta({ examples: [true] }),
    noexec: flag()
      .default(false)
      .describe('Keep the commands from starting further programs.')
      .meta({ examples: [true] }),
    host: part('a host')
      .default('ALL')
      .describe('The host that the rule is for, for a file that several hosts share.')
      .meta({ examples: ['web1'] }),
    runas: part('a user')
      .optional()
      .describe('The user that the commands run as, or `USER:GROUP`; root if it is not set.')
      .meta({ examples: ['postgres'] }),
    sudoers_path: hostPath()
      .default('/etc/sudoers.d')
      .describe('The directory of the file.')
      .meta({ examples: ['/usr/local/etc/sudoers.d'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('Whether the rule should be there.')
      .meta({ examples: ['absent'] }),
    validation: z
      .enum(['absent', 'detect', 'required'])
      .default('detect')
      .describe(
        'Whether visudo checks the file before it is put in place: never, if the host has it, or always.',
      )
      .meta({ examples: ['required'] }),
  })
  .refine(({ user, group }) => user === undefined || group === undefined, {
    path: ['group'],
    message: 'cannot be combined with `user`',
  })
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
  summary: 'Lets a user or a group run commands by sudo.',
  example: `- sudoers:
    name: deploy-restart
    user: deploy
    commands: /usr/bin/systemctl restart app
`,
  params,
  check: async ({ host, params }) => {
    const path = `${await absolutePath(host, params.sudoers_path)}/${params.name}`
    if (params.state === 'absent') {
      if ((await host.ask(fileState(path, { digest: 'sha256' }))) === null) return inSync()
      return plan<SudoersPlan>([fileRemoval(path)], { removes: path })
    }
    const validate = await validation(host, params)
    const content = contentOf(Buffer.from(ruleOf(params)))
    const result = await planFile(host, { path, content, mode: '0440', ...omitUndefined({ validate }) })
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

/** The command that checks a file. Throws TaskError if the host lacks it, and must have it. */
async function validation(host: ReadHost, { validation }: Params): Promise<string | undefined> {
  if (validation === 'absent') return undefined
  if ((await host.ask(presentTools(['visudo']))).has('visudo')) return 'visudo -cf %s'
  if (validation === 'detect') return undefined
  throw new TaskError('the host has no `visudo`', { hint: 'install sudo in an earlier task' })
}
