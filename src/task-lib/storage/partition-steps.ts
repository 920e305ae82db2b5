import type { ChangeInput } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import type { PartedParams } from './parted-params.ts'
import { type Disk, diskResource, type Partition, placeOnDisk } from './partition-table.ts'

/** Words of a parted script, and the change that they make. */
interface Step {
  readonly words: readonly string[]
  readonly change: ChangeInput
}

/**
 * Returns the steps for a disk, in order. `isStage` is true if a new partition must be checked again after it is
 * created: only then its initial flags are known.
 */
export function partitionSteps(
  params: PartedParams,
  disk: Disk,
): { steps: readonly Step[]; isStage: boolean } {
  const { state, number, label, name, flags, resize } = params
  if (state === 'info') return { steps: [], isStage: false }
  const now = disk.partitions.find(({ num }) => num === number)
  if (state === 'absent') return { steps: now ? [removal(params, now)] : [], isStage: false }
  const labelling = disk.table === label ? [] : [labelStep(params, disk)]
  // The initial flags of a partition are known only after it is created.
  if (!now) return { steps: [...labelling, creation(params)], isStage: (name ?? flags) !== undefined }
  const resizing = resize ? resizeSteps(params, disk, now) : []
  return {
    steps: [...labelling, ...resizing, ...nameSteps(params, now), ...flagSteps(params, now)],
    isStage: false,
  }
}

function removal(params: PartedParams, now: Partition): Step {
  const before = { begin: now.begin, end: now.end, name: now.name }
  const change = { resource: partitionResource(params), action: 'delete', before, after: null }
  return { words: ['rm', String(params.number)], change }
}

function labelStep({ device, label }: PartedParams, disk: Disk): Step {
  if (disk.partitions.length > 0)
    throw new TaskError(`\`${device}\` has a table of another kind (${disk.table}), with partitions`, {
      hint: `set \`label: ${disk.table}\`, or wipe the disk in an earlier task with \`filesystem: {dev: ${device}, state: absent}\`; its data is lost`,
    })
  const [before, after] = [{ table: disk.table }, { table: label }]
  return {
    words: ['mklabel', label],
    change: { resource: diskResource(device), action: 'label', before, after },
  }
}

function creation(params: PartedParams): Step {
  const { part_type, fs_type, part_start, part_end } = params
  const words = ['mkpart', part_type, ...(fs_type === undefined ? [] : [fs_type]), part_start, part_end]
  const after = { start: part_start, end: part_end }
  return { words, change: { resource: partitionResource(params), action: 'create', before: null, after } }
}

/** Smaller differences in size are ignored: partitions are aligned, and a GPT ends with a backup table. */
const MEGABYTE = 1024 * 1024

function resizeSteps(params: PartedParams, disk: Disk, now: Partition): readonly Step[] {
  const wanted = placeOnDisk(params.part_end, params.unit, disk) ?? now.end
  if (Math.abs(now.end + 1 - wanted) < MEGABYTE) return []
  const [before, after] = [{ end: now.end }, { end: params.part_end }]
  return [
    {
      words: ['resizepart', String(params.number), params.part_end],
      change: { resource: partitionResource(params), action: 'resize', before, after },
    },
  ]
}

function nameSteps(params: PartedParams, now: Partition): readonly Step[] {
  const { name } = params
  if (name === undefined || name === now.name) return []
  const [before, after] = [{ name: now.name }, { name }]
  return [
    {
      words: ['name', String(params.number), `"${name}"`],
      change: { resource: partitionResource(params), action: 'update', before, after },
    },
  ]
}

function flagSteps(params: PartedParams, now: Partition): readonly Step[] {
  if (params.flags === undefined) return []
  // parted sets `boot` with `esp`.
  const wanted = new Set(params.flags.includes('esp') ? [...params.flags, 'boot'] : params.flags)
  const on = [...wanted].filter(name => !now.flags.includes(name))
  const off = now.flags.filter(name => !wanted.has(name))
  if (on.length + off.length === 0) return []
  const set = (names: readonly string[], value: string) =>
    names.flatMap(name => ['set', String(params.number), name, value])
  const shown = (names: Iterable<string>): string => [...names].sort().join(',')
  const [before, after] = [{ flags: shown(now.flags) }, { flags: shown(wanted) }]
  return [
    {
      words: [...set(on, 'on'), ...set(off, 'off')],
      change: { resource: partitionResource(params), action: 'update', before, after },
    },
  ]
}

/** Returns the resource name of a partition. */
export function partitionResource({ device, number }: PartedParams): string {
  return `partition:${device} ${number}`
}
