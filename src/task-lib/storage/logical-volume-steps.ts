import type { ChangeInput } from '../../authoring/plan.ts'
import { splitWords } from '../../base/words.ts'
import { TaskError } from '../../errors.ts'
import type { LogicalVolume, VolumeGroup } from './logical-volume.ts'
import type { LogicalVolumeParams } from './logical-volume-params.ts'
import { readVolumeSize, wantedBytes } from './volume-size.ts'

/** An LVM command, and its change of the volume. */
interface Step {
  readonly words: readonly string[]
  readonly change: Omit<ChangeInput, 'resource'>
}

/** Returns the commands that remove a volume. Throws TaskError if it exists and `force` is not set. */
export function volumeRemoval(
  { vg, force }: LogicalVolumeParams,
  name: string,
  now: LogicalVolume | undefined,
): readonly Step[] {
  if (!now) return []
  if (!force)
    throw new TaskError(`the volume \`${vg}/${name}\` is only removed with \`force\``, {
      hint: 'set `force: true`; its data is lost',
    })
  const change = { action: 'delete', before: { size: now.bytes }, after: null }
  return [{ words: ['lvremove', '--force', `${vg}/${name}`], change }]
}

/**
 * Returns the commands that create a volume, or resize and activate it. Throws TaskError if it cannot have the desired
 * size.
 */
export function volumePresence(
  params: LogicalVolumeParams,
  name: string,
  group: VolumeGroup,
  now: LogicalVolume | undefined,
): readonly Step[] {
  if (!now) {
    const created = creation(params, name, group)
    return params.active ? [created] : [created, activation(params, name)]
  }
  const resized = resizing(params, group, now)
  return [
    ...(resized ? [resized] : []),
    ...(now.isActive === params.active ? [] : [activation(params, name)]),
  ]
}

function activation({ vg, active }: LogicalVolumeParams, name: string): Step {
  const change = {
    action: active ? 'activate' : 'deactivate',
    before: { active: !active },
    after: { active },
  }
  return { words: ['lvchange', active ? '-ay' : '-an', `${vg}/${name}`], change }
}

function creation(params: LogicalVolumeParams, name: string, group: VolumeGroup): Step {
  const { vg, lv = '', snapshot, thinpool, size, pvs } = params
  const origin = group.volumes.find(volume => volume.name === lv)
  if (snapshot !== undefined && !origin)
    throw new TaskError(`there is no volume \`${vg}/${lv}\` to make a snapshot of`)
  const parsed = size === undefined ? undefined : readVolumeSize(size)
  if (!size && !(snapshot !== undefined && origin?.kind === 'V'))
    throw new TaskError(`the volume \`${vg}/${name}\` does not exist, and no size is given`, {
      hint: 'set `size`',
    })
  if (parsed?.sign === '-') throw new TaskError(`a new volume cannot have the size \`${size}\``)
  const isThin = thinpool !== undefined && params.lv !== undefined && snapshot === undefined
  const plainSize = (size ?? '').replace(/^\+/, '')
  const letter = isThin ? '-V' : '-L'
  const amount = size === undefined ? [] : [plainSize.includes('%') ? '-l' : letter, plainSize]
  const options = splitWords(params.opts)
  const target =
    snapshot !== undefined ? ['-s', '-n', snapshot, ...options, `${vg}/${lv}`] : poolOrPlain(params, options)
  const change = { action: 'create', before: null, after: { size: plainSize || null, active: true } }
  return { words: ['lvcreate', '--yes', ...amount, ...target, ...pvs], change }
}

function poolOrPlain(
  { vg, lv, thinpool }: LogicalVolumeParams,
  options: readonly string[],
): readonly string[] {
  const named = lv === undefined ? [] : ['-n', lv]
  return thinpool === undefined
    ? [...named, ...options, vg]
    : [...named, ...options, '-T', `${vg}/${thinpool}`]
}

function resizing(params: LogicalVolumeParams, group: VolumeGroup, now: LogicalVolume): Step | undefined {
  const { vg, shrink, force, resizefs, pvs } = params
  const size = params.size === undefined ? undefined : readVolumeSize(params.size)
  const bytes = size && wantedBytes(size, group, now.bytes)
  if (bytes === undefined || bytes === now.bytes) return undefined
  const isSmaller = bytes < now.bytes
  if (isSmaller && !shrink && size?.sign !== '-') return undefined
  const place = `${vg}/${now.name}`
  if (isSmaller && (bytes <= 0 || !force))
    throw new TaskError(
      `the volume \`${place}\` would shrink from ${now.bytes} to ${Math.max(bytes, 0)} bytes`,
      {
        hint:
          bytes <= 0 ? 'choose a greater size' : 'set `force: true`, or `shrink: false` to leave it as it is',
      },
    )
  if (now.kind !== 'V' && bytes - now.bytes > group.free)
    throw new TaskError(`the volume group \`${vg}\` has too little space for \`${place}\``, {
      hint: `${bytes - now.bytes} bytes are needed, and ${group.free} are free`,
    })
  const verb = isSmaller ? ['lvreduce', '--force'] : ['lvextend']
  const words = [...verb, ...(resizefs ? ['--resizefs'] : []), '-L', `${bytes}b`, place]
  const change = {
    action: isSmaller ? 'shrink' : 'grow',
    before: { size: now.bytes },
    after: { size: bytes },
  }
  return { words: [...words, ...(isSmaller ? [] : pvs)], change }
}
