/**
 * A module of the kernel, loaded or not, now and after a reboot.
 *
 *     - modprobe:
 *         name: br_netfilter
 *         persistent: present
 */
import {
  type ChangeInput,
  defineTask,
  inSync,
  type Plan,
  type Probe,
  plan,
  presentTools,
  probe,
  type ReadHost,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  BACKUPS_OUTPUTS,
  ensuredDirectory,
  explainFiles,
  type FilePlan,
  namesInDirectory,
  planEdited,
  putFile,
  readEdited,
} from '../../src/built-in/files.ts'
import { fileContents } from '../../src/built-in/host.ts'
import {
  type ModuleFile,
  moduleLoadEdits,
  moduleOptionEdits,
  moduleSettings,
  plainModule,
  textOf,
} from '../../src/built-in/text.ts'

const LOADED_AT_BOOT = '/etc/modules-load.d'
const OPTIONS = '/etc/modprobe.d'

const params = z.strictObject({
  name: text()
    .refine(name => /^\w[\w.-]*$/.test(name), 'expected the name of a module, such as `br_netfilter`')
    .describe('Name of the module. `-` and `_` are treated as the same character.')
    .meta({ examples: ['br_netfilter'] }),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Whether the module should be loaded in the running kernel.')
    .meta({ examples: ['absent'] }),
  params: text()
    .refine(
      words => moduleSettings(words).every(word => /^\w[^\s'"\\#]*$/.test(word)),
      'expected settings without quotes, such as `numdummies=2`',
    )
    .default('')
    .describe('Parameters of the module. They do not affect a module that is already loaded.')
    .meta({ examples: ['numdummies=2'] }),
  persistent: z
    .enum(['disabled', 'present', 'absent'])
    .default('disabled')
    .describe(
      'Whether the module is loaded at boot, with `params`. The settings are files in `/etc/modules-load.d` and `/etc/modprobe.d`. `disabled` does not change these files.',
    )
    .meta({ examples: ['present'] }),
})

type Params = z.output<typeof params>

interface ModprobePlan {
  readonly does?: 'load' | 'unload'
  readonly files: readonly FilePlan[]
}

export default defineTask({
  summary: 'Loads or unloads a kernel module, now and at boot.',
  example: `- modprobe:
    name: br_netfilter
    persistent: present
`,
  params,
  outputs: {
    name: 'The value of `name`.',
    params: 'The value of `params`.',
    state: 'The value of `state`.',
    ...BACKUPS_OUTPUTS,
  },
  check: async ({ host, params }) => {
    const { name, state } = params
    const [now, tools, files] = await Promise.all([
      host.ask(moduleState(name)),
      host.ask(presentTools(['modprobe'])),
      planFiles(host, params),
    ])
    const outputs = { name, params: params.params, state }
    const does = actionFor(state, now)
    if (does && !tools.has('modprobe'))
      throw new TaskError('the host has no `modprobe`', { hint: 'install kmod in an earlier task' })
    if (does === 'unload' && now === 'built-in')
      throw new TaskError(`\`${name}\` is built into the kernel and cannot be unloaded`)
    const changes: ChangeInput[] = files.flatMap(file => file.changes)
    if (does)
      changes.unshift({
        resource: resourceOf(name),
        action: does,
        before: { state: does === 'load' ? 'absent' : 'present' },
        after: { state },
      })
    if (changes.length === 0) return inSync(outputs)
    const data = { files: files.map(file => file.data), ...(does ? { does } : {}) }
    const result = plan<ModprobePlan>(changes, data, outputs)
    return { ...result, predicts: files.map(file => ensuredDirectory(directoryOf(file.data.path))) }
  },
  explain: async ({ host, params: { name }, plan }) =>
    plan.changes[0]?.resource === resourceOf(name)
      ? `modprobe ended with success: \`${name}\` may be another name of a module, or disabled in ${OPTIONS}`
      : explainFiles({ host, plan }),
  mayChange: async ({ params }) => [
    { resource: resourceOf(params.name) },
    ...(params.persistent === 'disabled'
      ? []
      : [LOADED_AT_BOOT, OPTIONS].map(directory => ({ resource: `file:${directory}`, isWhole: true }))),
  ],
  apply: async ({ host, params: { name, params }, project, plan: { data } }) => {
    const words = data.does === 'unload' ? ['-r', name] : [name, ...moduleSettings(params)]
    if (data.does)
      await host.run(sh`LC_ALL=C modprobe ${words}`, { title: `${data.does} the module ${name}` })
    const directories = [...new Set(data.files.map(({ path }) => directoryOf(path)))]
    if (directories.length > 0) await host.run(sh`umask 022; mkdir -p ${directories}`)
    for (const file of data.files) await putFile(host, project, file)
  },
})

function actionFor(state: Params['state'], now: ModuleState): 'load' | 'unload' | undefined {
  if (state === 'present') return now === 'absent' ? 'load' : undefined
  return now === 'absent' ? undefined : 'unload'
}

type ModuleState = 'loaded' | 'built-in' | 'absent'

function resourceOf(name: string): string {
  return `kernel-module:${plainModule(name)}`
}

/** Returns a probe for whether the running kernel has a module. */
function moduleState(name: string): Probe<ModuleState> {
  return probe({
    title: `module ${name}`,
    script: sh`if [ -r /proc/modules ]; then
  while read -r name rest; do [ "$name" != ${plainModule(name)} ] || { echo loaded; exit 0; }; done </proc/modules
fi
list=/lib/modules/$(uname -r)/modules.builtin
[ -r "$list" ] || exit 0
sed 's|.*/||; s/\\.ko.*//; y/-/_/' "$list" | grep -qxF -e ${plainModule(name)} && echo built-in
exit 0`,
    parse: ({ stdout }) => (stdout.toString().trim() || 'absent') as ModuleState,
    own: {
      resource: resourceOf(name),
      after: ({ after }) => (after?.state === 'present' ? 'loaded' : 'absent'),
    },
  })
}

/** Plans the files that make the kernel load the module at boot with its settings, or not load it. */
async function planFiles(
  host: ReadHost,
  { name, params, persistent }: Params,
): Promise<readonly Plan<FilePlan>[]> {
  if (persistent === 'disabled') return []
  const [loads, options] = await Promise.all([
    filesIn(host, LOADED_AT_BOOT, name),
    filesIn(host, OPTIONS, name),
  ])
  const wanted = persistent === 'present' ? moduleSettings(params) : []
  const edits = [
    ...moduleLoadEdits(loads, name, persistent === 'present'),
    ...moduleOptionEdits(options, name, wanted),
  ]
  const plans = await Promise.all(
    edits.map(async ({ path, next }) => planEdited(host, await readEdited(host, path), next)),
  )
  return plans.filter(result => result.kind === 'plan')
}

/**
 * Reads the files of a directory that systemd and modprobe read, and the one of the module, even if it does not exist.
 */
async function filesIn(host: ReadHost, directory: string, name: string): Promise<ModuleFile[]> {
  const names = (await namesInDirectory(host, directory)).filter(each => each.endsWith('.conf'))
  const all = [...new Set([...names, `${name}.conf`])].sort()
  const contents = await host.ask(fileContents(all.map(each => `${directory}/${each}`)))
  return all.map((each, nth) => ({
    path: `${directory}/${each}`,
    text: textOf(contents[nth] ?? Buffer.alloc(0)).text,
    isOwn: each === `${name}.conf`,
  }))
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}
