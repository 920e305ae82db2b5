/**
 * A swap file, in use now and after a reboot.
 *
 *     - swap: { path: /swapfile, size: 2G }
 */
import {
  type ChangeInput,
  defineTask,
  fileState,
  inSync,
  plan,
  presentTools,
  sh,
  TaskError,
} from '../../src/authoring/task.ts'
import { BACKUP_OUTPUTS, type FilePlan, planEdited, putFile, readEdited } from '../../src/built-in/files.ts'
import { parseSize } from '../../src/built-in/params.ts'
import {
  filesystemResource,
  isSwapInUse,
  makeSwapFile,
  type SwapParams,
  signatureOn,
  swapParams,
  swapResource,
  swapSize,
} from '../../src/built-in/storage.ts'
import { withFstabEntry, withoutFstabEntry } from '../../src/built-in/text.ts'

interface SwapPlan {
  readonly stops: boolean
  readonly makes: boolean
  readonly starts: boolean
  readonly removes: boolean
  readonly fstab?: FilePlan
}

export default defineTask({
  summary: 'Creates and activates a swap file, now and after a reboot.',
  example: `- swap:
    path: /swapfile
    size: 2G
`,
  params: swapParams,
  outputs: {
    path: 'The value of `path`.',
    state: 'The value of `state`.',
    size: 'The size of the swap file in bytes; 0 with `state: absent`.',
    active: 'Whether the file is used for swapping.',
    ...BACKUP_OUTPUTS,
  },
  check: async ({ host, params }) => {
    const { path, state, active } = params
    const [tools, file, signature, isActive, fstab] = await Promise.all([
      host.ask(presentTools(TOOLS)),
      host.ask(fileState(path)),
      host.ask(signatureOn(path)),
      host.ask(isSwapInUse(path)),
      readEdited(host, '/etc/fstab'),
    ])
    const missing = TOOLS.find(name => !tools.has(name))
    if (missing !== undefined)
      throw new TaskError(`the host has no \`${missing}\``, {
        hint: 'install util-linux, and mount on Debian, in an earlier task',
      })
    if (file && file.kind !== 'file')
      throw new TaskError(`expected a file or nothing at \`${path}\``, { hint: 'choose another path' })
    const isWanted = state === 'present'
    const size = wantedSize(params)
    const isRight = file?.size === size && file.mode === '0600' && signature?.type === 'swap'
    if (file && signature?.type !== 'swap' && file.size > 0)
      throw new TaskError(`\`${path}\` is a file that holds something else`, {
        hint: 'move it away, or choose another path',
      })
    const makes = isWanted && !isRight
    const edit = await planEdited(host, fstab, editedFstab(fstab.text, params))
    const data: SwapPlan = {
      makes,
      stops: isActive && (makes || !isWanted),
      starts: isWanted && active && (makes || !isActive),
      removes: !isWanted && file !== null,
      ...(edit.kind === 'plan' ? { fstab: edit.data } : {}),
    }
    const changes = [
      ...changesOf(params, data, file === null ? null : file.size, isActive),
      ...(edit.kind === 'plan' ? edit.changes : []),
    ]
    const outputs = { path, state, size: isWanted ? size : 0, active: isWanted && (active || isActive) }
    return changes.length === 0 ? inSync(outputs) : plan(changes, data, outputs)
  },
  mayChange: ({ params: { path } }) => [
    { resource: `file:${path}`, mayGo: true },
    { resource: swapResource(path) },
    { resource: filesystemResource(path) },
    { resource: 'file:/etc/fstab' },
  ],
  apply: async ({ host, params, project, plan: { data } }) => {
    const { path } = params
    if (data.stops) await host.run(sh`LC_ALL=C swapoff -- ${path}`, { title: `stop swapping to ${path}` })
    if (data.makes) await makeSwapFile(host, path, wantedSize(params))
    if (data.removes) await host.run(sh`rm -f -- ${path}`, { title: `remove ${path}` })
    if (data.starts) {
      const priority = params.priority === undefined ? [] : ['-p', params.priority]
      await host.run(sh`LC_ALL=C swapon ${priority} -- ${path}`, { title: `swap to ${path}` })
    }
    // The fstab is written last: a swap file that cannot be used must not be in it at the next boot.
    if (data.fstab) await putFile(host, project, data.fstab)
  },
})

const TOOLS = ['mkswap', 'swapon', 'swapoff', 'blkid']

function wantedSize({ size = '' }: SwapParams): number {
  return swapSize(parseSize(size) ?? 0)
}

function editedFstab(fstab: string, { path, state, priority }: SwapParams): string {
  const key = { path: 'none', src: path }
  if (state === 'absent') return withoutFstabEntry(fstab, key)
  const opts = priority === undefined ? 'sw' : `sw,pri=${priority}`
  return withFstabEntry(fstab, { ...key, fstype: 'swap', opts, dump: '0', passno: '0' })
}

function changesOf(
  params: SwapParams,
  { makes, stops, starts, removes }: SwapPlan,
  size: number | null,
  isActive: boolean,
): ChangeInput[] {
  const { path } = params
  const file = `file:${path}`
  const before = size === null ? null : { size }
  const after = { state: 'file', mode: '0600', size: wantedSize(params) }
  const isActiveAfter = starts || (isActive && !stops)
  return [
    ...(makes ? [{ resource: file, action: size === null ? 'create' : 'update', before, after }] : []),
    ...(makes
      ? [{ resource: filesystemResource(path), action: 'make', before: null, after: { type: 'swap' } }]
      : []),
    ...(isActiveAfter === isActive
      ? []
      : [
          {
            resource: swapResource(path),
            action: isActiveAfter ? 'start' : 'stop',
            before: { active: isActive },
            after: { active: isActiveAfter },
          },
        ]),
    ...(removes ? [{ resource: file, action: 'delete', before, after: null }] : []),
  ]
}
