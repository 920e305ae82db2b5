/**
 * The mode and the policy of SELinux, now and after a reboot.
 *
 *     - selinux: { state: enforcing, policy: targeted }
 */
import {
  type ChangeInput,
  defineTask,
  flag,
  type Host,
  hostPath,
  inSync,
  type Plan,
  pathExists,
  plan,
  probe,
  type ReadHost,
  sh,
  TaskError,
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
import { absolutePath, mayChangeFiles, requireTools } from '../../src/built-in/params.ts'
import { SELINUX_MODE, selinuxMode } from '../../src/built-in/system.ts'
import { joinLines, splitLines } from '../../src/built-in/text.ts'

const params = z
  .strictObject({
    state: z
      .enum(['enforcing', 'permissive', 'disabled'])
      .describe('The mode. Enabling or disabling SELinux takes effect after a reboot.')
      .meta({ examples: ['enforcing'] }),
    policy: text()
      .refine(name => /^\w[\w.-]*$/.test(name), 'expected the name of a policy, such as `targeted`')
      .optional()
      .describe('Name of the policy, which is a directory in /etc/selinux.')
      .meta({ examples: ['targeted'] }),
    update_kernel_param: flag()
      .default(false)
      .describe('Also set or remove `selinux=0` for all kernels in the boot loader, with grubby.')
      .meta({ examples: [true] }),
    configfile: hostPath()
      .default('/etc/selinux/config')
      .describe('The configuration file.')
      .meta({ examples: ['/etc/selinux/config'] }),
  })
  .refine(({ state, policy }) => state === 'disabled' || policy !== undefined, {
    path: ['policy'],
    message: 'expected a policy, unless `state` is `disabled`',
  })

type Params = z.output<typeof params>

interface SelinuxPlan {
  /** The mode that the running kernel changes to. */
  readonly mode?: 'enforcing' | 'permissive'
  readonly file?: FilePlan
  readonly setsKernels: boolean
}

export default defineTask({
  summary: 'Sets the mode and the policy of SELinux.',
  example: `- selinux:
    state: enforcing
    policy: targeted
`,
  params,
  aliases: { conf: 'configfile', file: 'configfile' },
  outputs: {
    configfile: 'The value of `configfile`.',
    policy:
      'The value of `policy`, or otherwise the policy in the configuration file; null if there is none.',
    state: 'The value of `state`.',
    reboot_required: 'Whether the host must be rebooted for `state` to take effect.',
    ...BACKUP_OUTPUTS,
  },
  check: async ({ host, params }) => {
    const [now, file, kernels] = await Promise.all([
      host.ask(selinuxMode),
      readEdited(host, await absolutePath(host, params.configfile)),
      params.update_kernel_param ? kernelsWithSelinux(host) : undefined,
    ])
    if (file.state === null)
      throw new TaskError(`the host has no \`${file.path}\``, {
        hint: 'install a policy of SELinux, such as selinux-policy-targeted, in an earlier task',
      })
    const { state } = params
    const policy = params.policy ?? settingIn(file, 'SELINUXTYPE')
    const edit = await planConfig(host, params, file)
    const isWantedOn = state !== 'disabled'
    const setsKernels = kernels !== undefined && kernels !== isWantedOn
    // SELinux cannot be disabled without a reboot: until then, it only reports.
    const mode = isWantedOn ? state : 'permissive'
    const setsMode = now !== 'disabled' && now !== mode
    const needsReboot = (now === 'disabled') === isWantedOn
    const outputs = {
      ...{ configfile: params.configfile, policy: policy ?? null, state, reboot_required: needsReboot },
      ...(needsReboot ? { warnings: [`SELinux is ${state} only after a reboot`] } : {}),
    }
    const changes: ChangeInput[] = [
      ...(edit?.changes ?? []),
      ...(setsMode
        ? [{ resource: SELINUX_MODE, action: 'update', before: { mode: now }, after: { mode } }]
        : []),
      ...(setsKernels ? [kernelChange(kernels, isWantedOn)] : []),
    ]
    if (changes.length === 0) return inSync({ ...outputs, msg: '' })
    const data: SelinuxPlan = {
      setsKernels,
      ...(setsMode ? { mode } : {}),
      ...(edit ? { file: edit.data } : {}),
    }
    return plan(changes, data, { ...outputs, msg: changes.map(messageOf).join(', ') })
  },
  explain: explainFiles,
  mayChange: async ({ host, params }) => [
    ...(await mayChangeFiles(host, [params.configfile])),
    { resource: SELINUX_MODE },
    { resource: KERNELS },
  ],
  apply: async ({ host, params, project, plan: { data, outputs } }) => {
    if (data.file) await putFile(host, project, data.file)
    if (data.setsKernels) await setKernels(host, params.state !== 'disabled')
    if (data.mode)
      await host.run(sh`LC_ALL=C setenforce ${data.mode === 'enforcing' ? '1' : '0'}`, {
        title: `set SELinux to ${data.mode}`,
      })
    return { msg: outputs.msg }
  },
})

function messageOf({ resource, after }: ChangeInput): string {
  if (resource === SELINUX_MODE) return `SELinux state changed to '${after?.mode}'`
  return resource === KERNELS ? 'Kernel SELinux state changed' : 'Config SELinux state changed'
}

type Setting = 'SELINUX' | 'SELINUXTYPE'

function settingIn({ text }: EditedFile, name: Setting): string | undefined {
  const line = splitLines(text).findLast(each => each.startsWith(`${name}=`))
  return line?.slice(name.length + 1).trim()
}

async function planConfig(
  host: ReadHost,
  params: Params,
  file: EditedFile,
): Promise<Plan<FilePlan> | undefined> {
  const { policy, state } = params
  const isOther = policy !== undefined && settingIn(file, 'SELINUXTYPE') !== policy
  if (isOther && !(await host.ask(pathExists(`/etc/selinux/${policy}/policy`))))
    throw new TaskError(`the host has no policy \`${policy}\` in /etc/selinux`, {
      hint: `install it in an earlier task, such as selinux-policy-${policy}`,
    })
  const typed = isOther ? withSetting(file.text, 'SELINUXTYPE', policy) : file.text
  const next = settingIn(file, 'SELINUX') === state ? typed : withSetting(typed, 'SELINUX', state)
  const result = await planEdited(host, file, next)
  return result.kind === 'plan' ? result : undefined
}

function withSetting(text: string, name: Setting, value: string): string {
  const lines = splitLines(text)
  const isIts = (line: string): boolean => line.startsWith(`${name}=`)
  const line = `${name}=${value}`
  return joinLines(lines.some(isIts) ? lines.map(each => (isIts(each) ? line : each)) : [...lines, line])
}

/** The resource name of the kernel parameters in the boot loader. */
const KERNELS = 'selinux:kernel parameter'

const kernelParams = probe<boolean | null>({
  title: 'kernels with SELinux',
  script: sh`LC_ALL=C grubby --info=ALL`,
  parse: ({ stdout }) => {
    const all = [...stdout.toString().matchAll(/^args="(.*)"$/gm)].map(([, args = '']) =>
      args.split(' ').includes('selinux=0'),
    )
    if (all.every(isOff => !isOff)) return true
    return all.every(isOff => isOff) ? false : null
  },
  own: { resource: KERNELS, after: ({ after }) => after?.isEnabled === true },
})

/** Whether all kernels start with SELinux; null if only some do. Throws TaskError if the host has no grubby. */
async function kernelsWithSelinux(host: ReadHost): Promise<boolean | null> {
  const hint = 'install grubby in an earlier task, or leave out `update_kernel_param`'
  await requireTools(host, ['grubby'], hint)
  return host.ask(kernelParams)
}

function kernelChange(isEnabled: boolean | null, isWanted: boolean): ChangeInput {
  return { resource: KERNELS, action: 'update', before: { isEnabled }, after: { isEnabled: isWanted } }
}

async function setKernels(host: Host, isWanted: boolean): Promise<void> {
  const option = isWanted ? '--remove-args' : '--args'
  await host.run(sh`LC_ALL=C grubby --update-kernel=ALL ${option} selinux=0`, {
    title: `${isWanted ? 'remove' : 'add'} the kernel parameter selinux=0`,
  })
}
