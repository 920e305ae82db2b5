/**
 * A setting of the kernel: in a file, so that it survives a reboot, and in the running kernel.
 *
 *     - sysctl:
 *         name: net.ipv4.ip_forward
 *         value: "1"
 *         sysctl_file: /etc/sysctl.d/60-router.conf
 */
import {
  type Change,
  defineTask,
  flag,
  type Host,
  hostPath,
  inSync,
  type Probe,
  plan,
  presentTools,
  probe,
  type ShellText,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  attributeParams,
  BACKUP_OUTPUTS,
  explainFiles,
  type FilePlan,
  fileOptionsIn,
  planEdited,
  putFile,
  readEdited,
} from '../../src/built-in/files.ts'
import { absolutePath, mayChangeFiles, parseAnsibleFlag } from '../../src/built-in/params.ts'
import { setKernelSetting, settingPath } from '../../src/built-in/text.ts'

const params = z
  .strictObject({
    name: text()
      .transform(name => name.trim())
      .refine(
        name => /^[^\s=/.#;-][^\s=#;]*$/.test(name) && !/(^|[./])\.\.([./]|$)/.test(name),
        'expected the name of a setting, such as `vm.swappiness`',
      )
      .describe('Name of the setting.')
      .meta({ examples: ['net.ipv4.ip_forward'] }),
    value: text()
      .transform(value => {
        const isSet = parseAnsibleFlag(value)
        return isSet === undefined ? value.trim() : String(Number(isSet))
      })
      .refine(value => !/[\r\n\0]/.test(value), 'expected one line')
      .optional()
      .describe('The value. `true` means `1` and `false` means `0`.')
      .meta({ examples: ['1', '4096 87380 6291456'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe(
        'Whether the file should contain the setting. Removing a setting does not change the running kernel.',
      )
      .meta({ examples: ['absent'] }),
    sysctl_file: hostPath()
      .default('/etc/sysctl.conf')
      .describe('Path of the file.')
      .meta({ examples: ['/etc/sysctl.d/60-router.conf'] }),
    sysctl_set: flag()
      .default(false)
      .describe('Also set the value in the running kernel, even if the file does not change.')
      .meta({ examples: [true] }),
    reload: flag()
      .default(true)
      .describe(
        'Load the file into the running kernel if the file changes, or if the kernel has another value.',
      )
      .meta({ examples: [false] }),
    ignoreerrors: flag()
      .default(false)
      .describe('Ignore settings that the kernel does not have.')
      .meta({ examples: [true] }),
    ...attributeParams,
  })
  .refine(({ state, value }) => state === 'absent' || (value ?? '') !== '', {
    path: ['value'],
    message: 'expected the value of the setting',
  })

interface SysctlPlan {
  readonly file?: FilePlan
  /** Whether the value is set in the running kernel. */
  readonly sets: boolean
  /** Whether the file is loaded with `sysctl -p`. */
  readonly loads: boolean
}

export default defineTask({
  summary: 'Sets a kernel parameter, in a file and in the running kernel.',
  example: `- sysctl:
    name: net.ipv4.ip_forward
    value: "1"
    sysctl_file: /etc/sysctl.d/60-router.conf
`,
  params,
  aliases: { key: 'name', val: 'value' },
  outputs: {
    name: 'The value of `name`.',
    value: 'The value as text, such as `1` for `true`; an empty text if none is set.',
    sysctl_file: 'The value of `sysctl_file`.',
    ...BACKUP_OUTPUTS,
  },
  check: async ({ host, params }) => {
    const { name, value = '', state, reload, sysctl_set, ignoreerrors, sysctl_file } = params
    const usesKernel = reload || (sysctl_set && state === 'present')
    const [file, tools, live] = await Promise.all([
      readEdited(host, await absolutePath(host, sysctl_file)),
      usesKernel ? host.ask(presentTools(['sysctl'])) : undefined,
      usesKernel && state === 'present' ? host.ask(kernelValue(name)) : undefined,
    ])
    if (tools && !tools.has('sysctl'))
      throw new TaskError('the host has no `sysctl`', {
        hint: 'install procps in an earlier task, or set `reload: false` and leave out `sysctl_set`',
      })
    const next = setKernelSetting(
      file.text,
      file.inFile(name),
      state === 'absent' ? null : file.inFile(value),
    )
    const outputs = { name, value, sysctl_file }
    const isEdited = next !== file.text
    const { follow: _, ...options } = fileOptionsIn(params)
    const isMissing = file.state === null && next === ''
    const result = isMissing ? inSync() : await planEdited(host, file, next, options)
    const isWrong = live !== undefined && !isSame(live, value) && !(live === null && ignoreerrors)
    const sets = sysctl_set && isWrong
    const loads = reload && (isEdited || isWrong)
    const changes: Change[] = result.kind === 'plan' ? [...result.changes] : []
    if (isWrong)
      changes.push({
        resource: resourceOf(name),
        action: 'update',
        before: { value: live },
        after: { value },
      })
    if (changes.length === 0) return inSync(outputs)
    const data = { sets, loads, ...(result.kind === 'plan' ? { file: result.data } : {}) }
    return plan<SysctlPlan>(changes, data, outputs)
  },
  explain: async ({ host, params, plan }) => {
    const live = plan.changes.find(({ resource }) => resource === resourceOf(params.name))
    return live === undefined
      ? explainFiles({ host, plan })
      : `the kernel has \`${String(live.before?.value)}\`: it may not accept \`${params.value}\` as it is`
  },
  mayChange: async ({ host, params }) => [
    ...(await mayChangeFiles(host, [params.sysctl_file])),
    { resource: resourceOf(params.name) },
  ],
  apply: async ({ host, params, project, plan: { data } }) => {
    const { name, value = '', ignoreerrors, sysctl_file } = params
    if (data.file) await putFile(host, project, data.file)
    const skips = ignoreerrors ? ['-e'] : []
    if (data.sets) await runSysctl(host, sh`sysctl ${[...skips, '-w', `${name}=${value}`]}`, `set ${name}`)
    if (data.loads)
      await runSysctl(
        host,
        sh`sysctl ${[...skips, '-p', data.file?.path ?? (await absolutePath(host, sysctl_file))]}`,
        `load ${sysctl_file}`,
      )
  },
})

function resourceOf(name: string): string {
  return `sysctl:${name}`
}

/**
 * Returns a probe for the value of a setting in the running kernel; null if the kernel does not have it, or it cannot
 * be read.
 */
function kernelValue(name: string): Probe<string | null> {
  return probe({
    title: `${name} in the kernel`,
    script: sh`cat ${`/proc/sys/${settingPath(name)}`} 2>/dev/null || exit 3`,
    answers: [0, 3],
    parse: ({ status, stdout }) => (status === 3 ? null : stdout.toString().trim()),
    own: { resource: resourceOf(name), after: ({ after }) => String(after?.value) },
  })
}

/** Whether two values are equal, word by word: the kernel separates words with tabs. */
function isSame(live: string | null, value: string): boolean {
  return live !== null && live.split(/\s+/).join(' ') === value.split(/\s+/).join(' ')
}

/** Runs sysctl. Throws TaskError if the kernel refuses a value: old versions only print that, with exit status 0. */
async function runSysctl(host: Host, script: ShellText, title: string): Promise<void> {
  const { stderr } = await host.run(sh`LC_ALL=C ${script}`, { title })
  const refused = /^sysctl: setting key "[^"]+": (Invalid argument|Read-only file system)$/m.exec(
    stderr.toString(),
  )
  if (refused) throw new TaskError(`cannot ${title}: ${refused[0]}`)
}
