/**
 * A file system that is mounted, now and after a reboot.
 *
 *     - mount:
 *         path: /srv/data
 *         src: UUID=b3e48f45-f933-4c8e-a700-22a159ec9077
 *         fstype: ext4
 *         opts: noatime
 *         state: mounted
 */
import {
  type ChangeInput,
  defineTask,
  fileState,
  flag,
  hostPath,
  inSync,
  type Plan,
  plan,
  presentTools,
  type ReadHost,
  type ShellText,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  absolutePath,
  type EditedFile,
  explainFiles,
  type FilePlan,
  type FstabEntry,
  fstabEntries,
  hasFlags,
  isMountedFrom,
  joinShell,
  type Mount,
  mayChangeFiles,
  mountResource,
  mountsAt,
  omitUndefined,
  plainPath,
  planEdited,
  putFile,
  readEdited,
  withFstabEntry,
  withoutFstabEntry,
} from '../../src/built-in.ts'

const STATES = [
  ...(['mounted', 'present', 'unmounted', 'absent', 'remounted'] as const),
  ...(['ephemeral', 'absent_from_fstab'] as const),
]

const field = () => text().refine(value => value !== '' && !/[\r\n\0]/.test(value), 'expected one line')

const params = z
  .strictObject({
    path: text()
      .refine(
        path => /^(\/|~)/.test(path) || path === 'none' || path === 'swap',
        'expected an absolute path, or `none`',
      )
      .refine(path => !path.includes('\0'), 'a path cannot hold a NUL byte')
      .describe(
        'Mount point; `none` for the entry of a swap space. With `mounted`, the directory is created.',
      )
      .meta({ examples: ['/srv/data'] }),
    state: z
      .enum(STATES)
      .describe(
        '`mounted`: in the fstab and mounted. `present`: in the fstab. `ephemeral`: mounted, whatever is in the fstab. `unmounted`: not mounted. `absent`: neither mounted nor in the fstab, and its directory deleted. `absent_from_fstab`: not in the fstab. `remounted`: mounted again, at every run.',
      )
      .meta({ examples: ['mounted', 'present'] }),
    src: field()
      .optional()
      .describe('What is mounted: a device, `UUID=…`, `LABEL=…`, a directory to bind, or an address.')
      .meta({ examples: ['/dev/vdb1', 'UUID=b3e48f45-f933-4c8e-a700-22a159ec9077', 'nas:/export/data'] }),
    fstype: field()
      .optional()
      .describe('Type of the file system.')
      .meta({ examples: ['ext4', 'none'] }),
    opts: field()
      .default('defaults')
      .describe('Mount options.')
      .meta({ examples: ['noatime,nofail', 'bind,ro'] }),
    opts_no_log: flag()
      .default(false)
      .describe('Do not show the options.')
      .meta({ examples: [true] }),
    boot: flag()
      .default(true)
      .describe('`false` adds the option `noauto`: it is not mounted when the host starts.')
      .meta({ examples: [false] }),
    dump: text()
      .refine(value => /^\d+$/.test(value), 'expected a number')
      .default('0')
      .describe('The fifth field of the fstab: whether dump(8) backs it up.')
      .meta({ examples: ['1'] }),
    passno: text()
      .refine(value => /^\d+$/.test(value), 'expected a number')
      .default('0')
      .describe('The sixth field of the fstab: when fsck(8) checks it at boot; `0` for never.')
      .meta({ examples: ['2'] }),
    fstab: hostPath()
      .default('/etc/fstab')
      .describe('The fstab.')
      .meta({ examples: ['/srv/root/etc/fstab'] }),
    backup: flag()
      .default(false)
      .describe('Keep a backup of the old fstab in the same directory.')
      .meta({ examples: [true] }),
  })
  .refine(({ state, src }) => src !== undefined || !NEEDS_SOURCE.has(state), {
    path: ['src'],
    message: 'expected what is mounted',
  })
  .refine(({ state, fstype }) => fstype !== undefined || !NEEDS_SOURCE.has(state), {
    path: ['fstype'],
    message: 'expected the type of the file system',
  })
  .refine(({ path, state }) => /^[/~]/.test(path) || /^(present|absent|absent_from_fstab)$/.test(state), {
    path: ['state'],
    message:
      'expected `present`, `absent` or `absent_from_fstab` for what is not mounted at a path, such as swap',
  })

const NEEDS_SOURCE: ReadonlySet<string> = new Set(['mounted', 'present', 'ephemeral'])

type Params = z.output<typeof params>

interface MountPlan {
  readonly path: string
  readonly does?: 'mount' | 'remount' | 'replace' | 'unmount' | undefined
  /** How many things are mounted there. */
  readonly layers: number
  readonly opts: string
  readonly makesDirectory: boolean
  readonly removesDirectory: boolean
  readonly fstab?: FilePlan | undefined
}

export default defineTask({
  summary: 'Mounts a file system, or unmounts it, now and in the fstab.',
  example: `- mount:
    path: /srv/scratch
    src: tmpfs
    fstype: tmpfs
    opts: size=64m,nosuid
    state: mounted
`,
  params,
  aliases: { name: 'path' },
  action: ({ state }) => (state === 'remounted' ? 'repeatable' : undefined),
  check: async ({ host, params, carriedOut }) => {
    const path = plainPath(await absolutePath(host, params.path))
    const needsFstab = !['ephemeral', 'unmounted', 'remounted'].includes(params.state)
    const needsMounts = path.startsWith('/') && !['present', 'absent_from_fstab'].includes(params.state)
    const [tools, mounts, fstab] = await Promise.all([
      needsMounts ? host.ask(presentTools(['mount', 'umount'])) : undefined,
      needsMounts ? mountsAt(host, path) : [],
      needsFstab ? readEdited(host, await absolutePath(host, params.fstab)) : undefined,
    ])
    if (tools && tools.size < 2)
      throw new TaskError('the host has no `mount` and `umount`', {
        hint: 'install mount in an earlier task',
      })
    const outputs = outputsOf(params, path)
    if (params.state === 'remounted' && carriedOut) return inSync(outputs)
    const does = await actionFor(host, params, { path, mounts, fstab })
    const file = fstab && (await planFstab(host, params, path, fstab))
    const state = does === 'mount' || params.state === 'absent' ? await stateOf(host, path) : undefined
    const data: MountPlan = {
      ...{ path, does, layers: mounts.length, opts: optionsOf(params) },
      makesDirectory: does === 'mount' && state === null,
      removesDirectory:
        params.state === 'absent' &&
        (does !== undefined || file?.kind === 'plan') &&
        state?.kind === 'directory',
      ...(file?.kind === 'plan' ? { fstab: file.data } : {}),
    }
    const changes = changesOf(params, data, mounts, file?.kind === 'plan' ? file : undefined)
    if (changes.length === 0) return inSync(outputs)
    const result = plan<MountPlan>(changes, data, outputs)
    const isCovered = does === 'mount' || does === 'unmount' || does === 'replace'
    // What a directory holds is another thing with something mounted there.
    return isCovered
      ? { ...result, mayChange: [{ resource: `file:${path}`, isWhole: true, mayGo: true }] }
      : result
  },
  explain: async ({ host, params, plan }) => {
    const change = plan.changes.find(({ resource }) => resource.startsWith('mount:'))
    if (!change) return explainFiles({ host, plan })
    return change.action === 'remount'
      ? `the file system keeps its flags: it does not accept \`${shownOptions(params)}\``
      : undefined
  },
  mayChange: async ({ host, params }) => {
    const path = plainPath(await absolutePath(host, params.path))
    return [
      ...(await mayChangeFiles(host, [params.fstab])),
      { resource: mountResource(path) },
      { resource: `file:${path}`, isWhole: true, mayGo: true },
    ]
  },
  apply: async ({ host, params, project, plan: { data } }) => {
    const { path, does, makesDirectory, removesDirectory } = data
    // The fstab last: what cannot be mounted must not stop the next start of the host.
    const steps = [
      ...(makesDirectory ? [sh`(umask 022; mkdir -p -- ${path})`] : []),
      ...(does ? [scriptOf(does, data, params)] : []),
      ...(removesDirectory ? [sh`{ [ ! -d ${path} ] || rmdir -- ${path}; }`] : []),
    ]
    if (steps.length > 0)
      await host.run(sh`export LC_ALL=C; ${joinShell(steps, ' && ')}`, {
        title: `${does ?? 'remove'} ${path}`,
      })
    if (data.fstab) await putFile(host, project, data.fstab)
  },
})

/** The options as they go to the fstab and to mount. */
function optionsOf({ opts, boot }: Params): string {
  return boot || opts.split(',').includes('noauto') ? opts : `${opts},noauto`
}

function shownOptions(params: Params): string {
  return params.opts_no_log ? '(hidden by `opts_no_log`)' : optionsOf(params)
}

function entryOf(params: Params, path: string): FstabEntry {
  const { src = '', fstype = '', dump, passno } = params
  return { src, path, fstype, opts: optionsOf(params), dump, passno }
}

function outputsOf(params: Params, path: string) {
  const { src, fstype, dump, passno, fstab, boot } = params
  return omitUndefined({
    ...{ name: path, path, src, fstype, opts: shownOptions(params), dump, passno, fstab },
    boot: boot ? 'yes' : 'no',
  })
}

async function stateOf(host: ReadHost, path: string) {
  const state = path.startsWith('/') ? await host.ask(fileState(path)) : null
  return state?.leadsTo ?? state
}

interface Seen {
  readonly path: string
  readonly mounts: readonly Mount[]
  readonly fstab: EditedFile | undefined
}

async function actionFor(host: ReadHost, params: Params, seen: Seen): Promise<MountPlan['does']> {
  const top = seen.mounts.at(-1)
  switch (params.state) {
    case 'unmounted':
    case 'absent':
      return top && 'unmount'
    case 'remounted':
      if (!top)
        throw new TaskError(`nothing is mounted at \`${seen.path}\``, { hint: 'use `state: mounted`' })
      return 'remount'
    case 'mounted':
      return top ? correctionOf(host, params, top, seen) : 'mount'
    case 'ephemeral':
      return top ? ephemeralAt(host, params, top) : 'mount'
    default:
      return undefined
  }
}

/** What is to be done with something that is mounted already. */
async function correctionOf(host: ReadHost, params: Params, top: Mount, { path, fstab }: Seen) {
  const wanted = entryOf(params, path)
  const [entry] = fstabEntries(fstab?.text ?? '', wanted)
  const isOther = entry !== undefined && (entry.src !== wanted.src || entry.fstype !== wanted.fstype)
  if (isOther && (await isMountedFrom(host, top, wanted)) === false) return 'replace'
  return entry?.opts === wanted.opts && hasFlags(top, wanted.opts) ? undefined : 'remount'
}

async function ephemeralAt(host: ReadHost, params: Params, top: Mount) {
  const wanted = entryOf(params, top.path)
  if ((await isMountedFrom(host, top, wanted)) !== true)
    throw new TaskError(`something else is mounted at \`${top.path}\`: \`${top.source}\` (${top.fstype})`, {
      hint: 'unmount it in an earlier task with `state: unmounted`, or choose another path',
    })
  return hasFlags(top, wanted.opts) ? undefined : 'remount'
}

function planFstab(host: ReadHost, params: Params, path: string, fstab: EditedFile) {
  const isRemoval = params.state === 'absent' || params.state === 'absent_from_fstab'
  const { src, backup } = params
  const next = isRemoval
    ? withoutFstabEntry(fstab.text, { path, src })
    : withFstabEntry(fstab.text, entryOf(params, path))
  return next === fstab.text ? inSync() : planEdited(host, fstab, next, { backup })
}

function changesOf(
  params: Params,
  { path, does, makesDirectory, removesDirectory }: MountPlan,
  mounts: readonly Mount[],
  fstab: Plan<FilePlan> | undefined,
): ChangeInput[] {
  const directory = `file:${path}`
  const top = mounts.at(-1)
  const before = top
    ? { source: top.source, fstype: top.fstype, flags: [...top.flags].sort().join(',') }
    : null
  const isGone = does === 'unmount'
  const source = params.src ?? top?.source
  const after = { source, fstype: params.fstype ?? top?.fstype, options: shownOptions(params) }
  return [
    ...(makesDirectory
      ? [{ resource: directory, action: 'create', before: null, after: { state: 'directory', mode: '0755' } }]
      : []),
    ...(does ? [{ resource: mountResource(path), action: does, before, after: isGone ? null : after }] : []),
    ...(fstab?.changes ?? []).map(({ text: shown, ...change }) =>
      params.opts_no_log || shown === undefined ? change : { ...change, text: shown },
    ),
    ...(removesDirectory ? [{ resource: directory, action: 'delete', before: {}, after: null }] : []),
  ]
}

function scriptOf(does: NonNullable<MountPlan['does']>, data: MountPlan, params: Params): ShellText {
  const { path, opts, layers } = data
  const { src, fstype, state } = params
  const mount = sh`mount ${[...(fstype === undefined ? [] : ['-t', fstype]), '-o', opts, '--', src ?? '', path]}`
  const unmount = sh`umount -- ${path}`
  if (does === 'mount') return mount
  if (does === 'unmount')
    return joinShell(
      Array.from({ length: layers }, () => unmount),
      ' && ',
    )
  if (does === 'replace') return sh`${unmount} && ${mount}`
  if (state === 'remounted') return remountAsItIs(data, params)
  const again = sh`mount ${[...(fstype === undefined ? [] : ['-t', fstype]), '-o', `remount,${opts}`, '--', src ?? '', path]}`
  return sh`{ ${again} || { ${unmount} && ${mount}; }; }`
}

/** Without options of the task, those of the fstab hold. */
function remountAsItIs({ path }: MountPlan, { opts, fstab }: Params): ShellText {
  const from = fstab === '/etc/fstab' ? [] : ['-T', fstab]
  if (opts !== 'defaults') return sh`mount ${[...from, '-o', `remount,${opts}`, '--', path]}`
  return sh`{ mount ${[...from, '-o', 'remount', '--', path]} || { umount -- ${path} && mount ${[...from, '--', path]}; }; }`
}
