/**
 * The name of the host: that of the running system, and the one it starts with.
 *
 *     - hostname:
 *         name: web1
 */
import {
  type Change,
  defineTask,
  inSync,
  type Probe,
  plan,
  probe,
  sh,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  BACKUP_OUTPUTS,
  type EditedFile,
  explainFiles,
  type FilePlan,
  planEdited,
  putFile,
  readEdited,
} from '../../src/built-in/files.ts'
import { prefetchLikely } from '../../src/built-in/host.ts'
import { joinLines, splitLines } from '../../src/built-in/text.ts'

const STRATEGIES = ['alpine', 'debian', 'generic', 'openrc', 'redhat', 'sles', 'systemd'] as const
type Way = (typeof STRATEGIES)[number]

/** The file with the name for the next boot, for each kind of host. */
const FILES: Readonly<Record<Way, string>> = {
  ...{ alpine: '/etc/hostname', debian: '/etc/hostname', generic: '/etc/hostname', systemd: '/etc/hostname' },
  ...{ openrc: '/etc/conf.d/hostname', redhat: '/etc/sysconfig/network', sles: '/etc/HOSTNAME' },
}

/** The setting for the name, in files that have other settings too. */
const SETTINGS: Partial<Readonly<Record<Way, { readonly key: string; readonly quote: string }>>> = {
  openrc: { key: 'hostname', quote: '"' },
  redhat: { key: 'HOSTNAME', quote: '' },
}

const params = z.strictObject({
  name: text()
    .refine(
      name =>
        /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$/.test(name) &&
        name.length <= 64,
      'expected a host name of at most 64 letters, digits, `-` and `.`',
    )
    .describe('The host name.')
    .meta({ examples: ['web1', 'web1.example.com'] }),
  use: z
    .enum(STRATEGIES)
    .optional()
    .describe('The method for setting the name. By default, Drover finds out which method the host uses.')
    .meta({ examples: ['systemd'] }),
})

interface HostnamePlan {
  /** The change of the file with the name for the next boot; absent with `hostnamectl`, which writes it. */
  readonly file?: FilePlan
  readonly sets: 'hostnamectl' | 'hostname' | null
}

export default defineTask({
  summary: 'Sets the host name, now and for the next boot.',
  example: `- hostname:
    name: web1
`,
  params,
  outputs: { name: 'The value of `name`.', ...BACKUP_OUTPUTS },
  check: async ({ host, params }) => {
    const { name } = params
    const read = prefetchLikely(FILES[params.use ?? 'generic'], path => readEdited(host, path))
    const now = await host.ask(nameOfHost)
    const way = params.use ?? now.way
    const file = await read(FILES[way])
    const next = withName(file, way, name)
    const result = next === file.text ? inSync() : await planEdited(host, file, next)
    const changes: Change[] = result.kind === 'plan' ? [...result.changes] : []
    if (now.name !== name)
      changes.push({
        resource: RESOURCE,
        action: 'update',
        before: { name: now.name, way: now.way },
        after: { name, way: now.way },
      })
    if (changes.length === 0) return inSync({ name })
    const command = now.name === name ? null : ('hostname' as const)
    // hostnamectl writes the file and sets the current name in one step.
    const sets = way === 'systemd' ? 'hostnamectl' : command
    const data: HostnamePlan = {
      sets,
      ...(result.kind === 'plan' && way !== 'systemd' ? { file: result.data } : {}),
    }
    return plan<HostnamePlan>(changes, data, { name })
  },
  explain: explainFiles,
  mayChange: ({ params }) =>
    [...new Set(params.use === undefined ? Object.values(FILES) : [FILES[params.use]])]
      .map(path => ({ resource: `file:${path}` }))
      .concat({ resource: RESOURCE }),
  apply: async ({ host, project, params, plan: { data } }) => {
    if (data.file) await putFile(host, project, data.file)
    if (data.sets === 'hostnamectl')
      await host.run(sh`hostnamectl set-hostname ${params.name}`, { title: `set the name ${params.name}` })
    if (data.sets === 'hostname')
      await host.run(sh`hostname ${params.name}`, { title: `set the name ${params.name}` })
  },
})

const RESOURCE = 'hostname:running'

/** The probe for the current name, and for how the host stores the name for the next boot. */
const nameOfHost: Probe<{ name: string; way: Way }> = probe({
  title: 'name of the host',
  script: sh`uname -n
if [ -d /run/systemd/system ] && command -v hostnamectl >/dev/null 2>&1; then echo systemd
elif [ -f /etc/conf.d/hostname ]; then echo openrc
elif [ -f /etc/sysconfig/network ] && [ ! -f /etc/hostname ]; then echo redhat
elif [ -f /etc/HOSTNAME ] && [ ! -f /etc/hostname ]; then echo sles
else echo generic; fi`,
  parse: ({ stdout }) => {
    const [name = '', way] = stdout.toString().trim().split('\n')
    return { name, way: STRATEGIES.find(each => each === way) ?? 'generic' }
  },
  own: {
    resource: RESOURCE,
    after: ({ after }) => ({
      name: String(after?.name),
      way: STRATEGIES.find(each => each === after?.way) ?? 'generic',
    }),
  },
})

/** Returns the text of the file with the name set. */
function withName({ text }: EditedFile, way: Way, name: string): string {
  const setting = SETTINGS[way]
  if (setting === undefined) return text.trim() === name ? text : `${name}\n`
  const line = `${setting.key}=${setting.quote}${name}${setting.quote}`
  const lines = splitLines(text)
  const at = lines.findIndex(each => each.startsWith(`${setting.key}=`))
  const unquoted = lines[at]
    ?.slice(setting.key.length + 1)
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
  if (unquoted === name) return text
  return joinLines(at < 0 ? [...lines, line] : lines.with(at, line))
}
