import { TaskError } from '../../errors.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { sh } from '../../shell/quote.ts'

/** A partition; positions and size are in the requested unit. */
export interface Partition {
  readonly num: number
  readonly begin: number
  readonly end: number
  readonly size: number
  readonly fstype: string
  readonly name: string
  readonly flags: readonly string[]
}

/** A disk with its partitions. */
export interface Disk {
  readonly dev: string
  readonly size: number
  readonly model: string
  readonly logical_block: number
  readonly physical_block: number
  /** The kind of its partition table; `unknown` if it has none. */
  readonly table: string
  readonly partitions: readonly Partition[]
}

/** Returns the resource name of a disk. */
export function diskResource(device: string): string {
  return `disk:${device}`
}

/**
 * Returns a probe for a disk with its partitions; null if it does not exist. Throws TaskError if it cannot be read.
 * Partition names outside ASCII require the locale `C.UTF-8`; on a host without it, the locale is `C`.
 */
export function diskState(device: string, unit: string): Probe<Disk | null> {
  return probe<Disk | null>({
    title: `partitions of ${device} in ${unit}`,
    script: sh`[ -e ${device} ] || exit 3
LC_ALL=C.UTF-8 parted -s -m ${device} -- unit ${unit} print`,
    // A disk without a partition table is an error of parted, after it has printed the disk.
    answers: [0, 1, 3],
    parse: ({ status, stdout, stderr }) => {
      if (status === 3) return null
      const disk = readDisk(stdout.toString())
      if (!disk)
        throw new TaskError(`parted cannot read \`${device}\`: ${stderr.toString().trim()}`, {
          ...(/Permission denied/.test(stderr.toString()) ? { hint: 'set `become: true`' } : {}),
        })
      return disk
    },
    own: {
      resource: diskResource(device),
      after: ({ after }) => ({
        ...{ dev: device, size: 0, model: '', logical_block: 512, physical_block: 512 },
        ...{ table: String(after?.table), partitions: [] },
      }),
    },
  })
}

/** Parses the output of `parted --machine`. Source: parted(8), parted/ui.c: `:` and `\\` are escaped. */
function readDisk(text: string): Disk | undefined {
  const lines = text.split('\n').filter(line => line.endsWith(';') && line !== 'BYT;')
  const [disk, ...partitions] = lines.map(line =>
    line
      .slice(0, -1)
      .split(/(?<!\\):/)
      .map(unescaped),
  )
  if (!disk) return undefined
  const [dev = '', size = '', , logical, physical, table = '', model = ''] = disk
  return {
    ...{ dev, size: Number.parseFloat(size), model },
    ...{ logical_block: Number(logical), physical_block: Number(physical), table },
    partitions: partitions.map(
      ([num, begin = '', end = '', size = '', fstype = '', name = '', flags = '']) => ({
        ...{ num: Number(num), begin: Number.parseFloat(begin), end: Number.parseFloat(end) },
        ...{ size: Number.parseFloat(size), fstype, name },
        flags: flags.split(', ').filter(flag => flag !== ''),
      }),
    ),
  }
}

function unescaped(field: string): string {
  return field.replace(/\\(.)/g, '$1')
}

const STEPS: Readonly<Record<string, number>> = {
  ...{ B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 },
  ...{ KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 },
}

/**
 * Converts a position on a disk, such as `10GiB`, `50%`, or `-1MiB` from its end, to bytes; undefined if it is not a
 * position.
 */
export function placeOnDisk(
  text: string,
  unit: string,
  { size, logical_block }: Pick<Disk, 'size' | 'logical_block'>,
): number | undefined {
  const [, number = '', given = ''] = /^(-?\d+(?:\.\d+)?)(s|%|[KMGT]i?B|B)?$/.exec(text) ?? []
  if (number === '') return undefined
  const value = Number(number)
  const inUnit = given || unit
  if (inUnit === '%') return Math.floor((size * value) / 100)
  const bytes = value * (inUnit === 's' ? logical_block : (STEPS[inUnit] ?? 1))
  return bytes < 0 ? size + bytes : bytes
}
