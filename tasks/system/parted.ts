/**
 * A partition of a disk.
 *
 *     - parted: { device: /dev/vdb, number: 1, label: gpt, state: present }
 */
import {
  type ChangeInput,
  defineTask,
  flag,
  inSync,
  number,
  type Outputs,
  plan,
  presentTools,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import {
  commaList,
  type Disk,
  diskResource,
  diskState,
  onlyRunTells,
  type Partition,
  placeOnDisk,
} from '../../src/built-in.ts'

const place = (fallback: string, what: string, example: string) =>
  text()
    .refine(
      value => placeOnDisk(value, 'B', { size: 0, logical_block: 512 }) !== undefined,
      'expected a place such as `10GiB`, `50%` or `-1MiB`',
    )
    .default(fallback)
    .describe(what)
    .meta({ examples: [example] })

const params = z
  .strictObject({
    device: text()
      .refine(path => /^\/[^\0\n]+$/.test(path), 'expected the path of a disk')
      .describe('The disk, or a file.')
      .meta({ examples: ['/dev/vdb'] }),
    state: z
      .enum(['present', 'absent', 'info'])
      .default('info')
      .describe('Whether the partition should exist. `info` only reads the disk.')
      .meta({ examples: ['present'] }),
    number: number()
      .refine(value => Number.isInteger(value) && value > 0, 'expected a whole number above 0')
      .optional()
      .describe('Number of the partition.')
      .meta({ examples: [1] }),
    label: z
      .enum(['aix', 'amiga', 'bsd', 'dvh', 'gpt', 'loop', 'mac', 'msdos', 'pc98', 'sun'])
      .default('msdos')
      .describe(
        'Kind of the partition table. A disk without one gets it. A table of another kind is replaced only if it has no partitions.',
      )
      .meta({ examples: ['gpt'] }),
    part_type: z
      .enum(['primary', 'extended', 'logical'])
      .default('primary')
      .describe('Type of a new partition.')
      .meta({ examples: ['logical'] }),
    part_start: place(
      '0%',
      'Where a new partition starts; a negative number counts from the end of the disk.',
      '1MiB',
    ),
    part_end: place('100%', 'Where a new partition ends.', '10GiB'),
    align: z
      .enum(['cylinder', 'minimal', 'none', 'optimal', 'undefined'])
      .default('optimal')
      .describe('Alignment of a new partition; `undefined` leaves it to parted.')
      .meta({ examples: ['minimal'] }),
    fs_type: text()
      .refine(type => /^[a-z][\w()-]*$/.test(type), 'expected a type of file systems, such as `ext4`')
      .optional()
      .describe('Type of file system that a new partition is marked for; none is made.')
      .meta({ examples: ['ext4', 'linux-swap'] }),
    name: text()
      .refine(name => /^[^\r\n\0"\\]*$/.test(name), 'expected one line without `"` and backslashes')
      .optional()
      .describe('Name of the partition, with `gpt`, `mac` and `pc98`.')
      .meta({ examples: ['data'] }),
    flags: commaList(text().refine(name => /^[a-z][\w-]*$/.test(name), 'expected a flag, such as `lvm`'))
      .optional()
      .describe('The flags of the partition; others are cleared.')
      .meta({ examples: [['lvm'], ['esp']] }),
    resize: flag()
      .default(false)
      .describe('Resize an existing partition to `part_end`, without the file system in it.')
      .meta({ examples: [true] }),
    unit: z
      .enum(['s', 'B', 'KB', 'KiB', 'MB', 'MiB', 'GB', 'GiB', 'TB', 'TiB', '%'])
      .default('KiB')
      .describe('Unit of places without one, and of the numbers in the result.')
      .meta({ examples: ['MiB'] }),
  })
  .refine(({ state, number }) => state === 'info' || number !== undefined, {
    path: ['number'],
    message: 'expected the number of the partition',
  })

type Params = z.output<typeof params>

/** Words of a script of parted, and what it changes. */
interface Step {
  readonly words: readonly string[]
  readonly change: ChangeInput
}

export default defineTask({
  summary: 'Makes a partition of a disk, changes or removes it, or reads the partitions of a disk.',
  example: `- parted:
    device: /dev/vdb
    number: 1
    label: gpt
    part_end: 10GiB
    flags: [lvm]
    state: present
`,
  params,
  check: async ({ host, params, isCheckMode }) => {
    if (!(await host.ask(presentTools(['parted']))).has('parted'))
      throw new TaskError('the host has no `parted`', { hint: 'install parted in an earlier task' })
    const [disk, shown] = await Promise.all([
      host.ask(diskState(params.device, 'B')),
      host.ask(diskState(params.device, params.unit)),
    ])
    if (disk === null || shown === null) {
      if (isCheckMode) onlyRunTells(`what is on ${params.device}, which does not exist`)
      throw new TaskError(`there is no disk \`${params.device}\``)
    }
    const { steps, isStage } = stepsOf(params, disk)
    const script = steps.map(({ words }) => words.join(' ')).join(' ')
    const outputs = { ...outputsOf(shown, params), script }
    if (steps.length === 0) return inSync(outputs)
    const words = steps.flatMap(step => step.words)
    const result = plan(
      steps.map(({ change }) => change),
      { words },
      outputs,
    )
    const node = { resource: `file:${nodeOf(params)}`, mayGo: true }
    return { ...result, mayChange: [node], ...(isStage ? { isStage } : {}) }
  },
  mayChange: ({ params }) => [
    { resource: diskResource(params.device) },
    { resource: partitionResource(params) },
    { resource: `file:${nodeOf(params)}`, mayGo: true },
  ],
  apply: async ({ host, params, plan: { data } }) => {
    const { device, align, unit } = params
    const aligned = align === 'undefined' ? [] : ['-a', align]
    await host.run(
      sh`LC_ALL=C.UTF-8 parted -s ${aligned} ${device} -- unit ${unit} ${data.words} >/dev/null`,
      {
        title: `parted ${device} ${data.words.join(' ')}`,
      },
    )
    const disk = await host.ask(diskState(device, unit))
    return disk ? outputsOf(disk, params) : {}
  },
})

function outputsOf({ partitions, ...disk }: Disk, { unit }: Params): Outputs {
  return {
    disk: { ...disk, unit: unit.toLowerCase() },
    partitions: partitions.map(partition => ({ ...partition, unit: unit.toLowerCase() })),
  }
}

function partitionResource({ device, number }: Params): string {
  return `partition:${device} ${number}`
}

/** The device of the partition: with a `p` after a digit, as in `/dev/nvme0n1p1`. */
function nodeOf({ device, number }: Params): string {
  return `${device}${/\d$/.test(device) ? 'p' : ''}${number}`
}

function stepsOf(params: Params, disk: Disk): { steps: readonly Step[]; isStage: boolean } {
  const { state, number, label, name, flags, resize } = params
  if (state === 'info') return { steps: [], isStage: false }
  const now = disk.partitions.find(({ num }) => num === number)
  if (state === 'absent') return { steps: now ? [removal(params, now)] : [], isStage: false }
  const labelling = disk.table === label ? [] : [labelStep(params, disk)]
  // Only a partition that exists shows which flags it has from the start.
  if (!now) return { steps: [...labelling, creation(params)], isStage: (name ?? flags) !== undefined }
  const resizing = resize ? resizeSteps(params, disk, now) : []
  return {
    steps: [...labelling, ...resizing, ...nameSteps(params, now), ...flagSteps(params, now)],
    isStage: false,
  }
}

function removal(params: Params, now: Partition): Step {
  const before = { begin: now.begin, end: now.end, name: now.name }
  const change = { resource: partitionResource(params), action: 'delete', before, after: null }
  return { words: ['rm', String(params.number)], change }
}

function labelStep({ device, label }: Params, disk: Disk): Step {
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

function creation(params: Params): Step {
  const { part_type, fs_type, part_start, part_end } = params
  const words = ['mkpart', part_type, ...(fs_type === undefined ? [] : [fs_type]), part_start, part_end]
  const after = { start: part_start, end: part_end }
  return { words, change: { resource: partitionResource(params), action: 'create', before: null, after } }
}

/** Less than this is no difference: partitions are aligned, and a table has an end of its own. */
const MEGABYTE = 1024 * 1024

function resizeSteps(params: Params, disk: Disk, now: Partition): readonly Step[] {
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

function nameSteps(params: Params, now: Partition): readonly Step[] {
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

function flagSteps(params: Params, now: Partition): readonly Step[] {
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
