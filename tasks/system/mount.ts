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
  inSync,
  type Plan,
  plan,
  presentTools,
  type ReadHost,
  sh,
  TaskError,
} from '../../src/authoring/task.ts'
import { BACKUP_OUTPUTS, explainFiles, type FilePlan, putFile, readEdited } from '../../src/built-in/files.ts'
import { joinShell, plainPath } from '../../src/built-in/host.ts'
import { absolutePath, mayChangeFiles, omitUndefined } from '../../src/built-in/params.ts'
import {
  type Mount,
  type MountAction,
  type MountParams,
  mountAction,
  mountOptions,
  mountParams,
  mountResource,
  mountScript,
  mountsAt,
  planFstab,
  shownMountOptions,
} from '../../src/built-in/storage.ts'

interface MountPlan {
  readonly path: string
  readonly does?: MountAction | undefined
  /** The number of file systems that are mounted on top of each other at the path. */
  readonly layers: number
  readonly opts: string
  readonly makesDirectory: boolean
  readonly removesDirectory: boolean
  readonly fstab?: FilePlan | undefined
}

export default defineTask({
  summary: 'Mounts or unmounts a file system, and manages its entry in the fstab.',
  example: `- mount:
    path: /srv/scratch
    src: tmpfs
    fstype: tmpfs
    opts: size=64m,nosuid
    state: mounted
`,
  params: mountParams,
  aliases: { name: 'path' },
  outputs: {
    name: 'The same as `path`.',
    path: 'The absolute path of the mount point.',
    src: 'The value of `src`, if it is set.',
    fstype: 'The value of `fstype`, if it is set.',
    opts: 'The mount options, in one text with commas between them; with `opts_no_log`, a note instead.',
    dump: 'The value of `dump`.',
    passno: 'The value of `passno`.',
    fstab: 'The value of `fstab`.',
    boot: '`yes` or `no`, as text: the value of `boot`.',
    ...BACKUP_OUTPUTS,
  },
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
    const does = await mountAction(host, params, { path, mounts, fstab })
    const file = fstab && (await planFstab(host, params, path, fstab))
    const state = does === 'mount' || params.state === 'absent' ? await stateOf(host, path) : undefined
    const data: MountPlan = {
      path,
      does,
      layers: mounts.length,
      opts: mountOptions(params),
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
    // A mount or unmount changes the content of the directory.
    return isCovered
      ? { ...result, mayChange: [{ resource: `file:${path}`, isWhole: true, mayGo: true }] }
      : result
  },
  explain: async ({ host, params, plan }) => {
    const change = plan.changes.find(({ resource }) => resource.startsWith('mount:'))
    if (!change) return explainFiles({ host, plan })
    return change.action === 'remount'
      ? `the file system keeps its flags: it does not accept \`${shownMountOptions(params)}\``
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
    // The fstab is written last: an entry that cannot be mounted must not prevent the next boot.
    const steps = [
      ...(makesDirectory ? [sh`(umask 022; mkdir -p -- ${path})`] : []),
      ...(does ? [mountScript(does, data, params)] : []),
      ...(removesDirectory ? [sh`{ [ ! -d ${path} ] || rmdir -- ${path}; }`] : []),
    ]
    if (steps.length > 0)
      await host.run(sh`export LC_ALL=C; ${joinShell(steps, ' && ')}`, {
        title: `${does ?? 'remove'} ${path}`,
      })
    if (data.fstab) await putFile(host, project, data.fstab)
  },
})

function outputsOf(params: MountParams, path: string) {
  const { src, fstype, dump, passno, fstab, boot } = params
  return omitUndefined({
    name: path,
    path,
    src,
    fstype,
    opts: shownMountOptions(params),
    dump,
    passno,
    fstab,
    boot: boot ? 'yes' : 'no',
  })
}

async function stateOf(host: ReadHost, path: string) {
  const state = path.startsWith('/') ? await host.ask(fileState(path)) : null
  return state?.leadsTo ?? state
}

function changesOf(
  params: MountParams,
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
  const after = { source, fstype: params.fstype ?? top?.fstype, options: shownMountOptions(params) }
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
