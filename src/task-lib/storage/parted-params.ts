import { z } from 'zod'
import { flag, number, text } from '../../authoring/params.ts'
import { commaList } from '../text/comma-list.ts'
import { placeOnDisk } from './partition-table.ts'

const place = (fallback: string, what: string, example: string) =>
  text()
    .refine(
      value => placeOnDisk(value, 'B', { size: 0, logical_block: 512 }) !== undefined,
      'expected a place such as `10GiB`, `50%` or `-1MiB`',
    )
    .default(fallback)
    .describe(what)
    .meta({ examples: [example] })

/** The params of the task type `parted`. */
export const partedParams = z
  .strictObject({
    device: text()
      .refine(path => /^\/[^\0\n]+$/.test(path), 'expected the path of a disk')
      .describe('Path of the disk, or of a file with a disk image.')
      .meta({ examples: ['/dev/vdb'] }),
    state: z
      .enum(['present', 'absent', 'info'])
      .default('info')
      .describe('Whether the partition should exist. `info` only reads the partition table.')
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
        'Type of the partition table. A disk without a table gets a new one. A table of another type is replaced only if it has no partitions.',
      )
      .meta({ examples: ['gpt'] }),
    part_type: z
      .enum(['primary', 'extended', 'logical'])
      .default('primary')
      .describe('Type of a new partition.')
      .meta({ examples: ['logical'] }),
    part_start: place(
      '0%',
      'Start of a new partition. A negative number counts from the end of the disk.',
      '1MiB',
    ),
    part_end: place('100%', 'End of a new partition.', '10GiB'),
    align: z
      .enum(['cylinder', 'minimal', 'none', 'optimal', 'undefined'])
      .default('optimal')
      .describe('Alignment of a new partition. With `undefined`, parted decides.')
      .meta({ examples: ['minimal'] }),
    fs_type: text()
      .refine(type => /^[a-z][\w()-]*$/.test(type), 'expected a type of file systems, such as `ext4`')
      .optional()
      .describe('File system type recorded for a new partition. No file system is created.')
      .meta({ examples: ['ext4', 'linux-swap'] }),
    name: text()
      .refine(name => /^[^\r\n\0"\\]*$/.test(name), 'expected one line without `"` and backslashes')
      .optional()
      .describe('Name of the partition. Supported by the tables `gpt`, `mac` and `pc98`.')
      .meta({ examples: ['data'] }),
    flags: commaList(text().refine(name => /^[a-z][\w-]*$/.test(name), 'expected a flag, such as `lvm`'))
      .optional()
      .describe('The flags of the partition. All other flags are cleared.')
      .meta({ examples: [['lvm'], ['esp']] }),
    resize: flag()
      .default(false)
      .describe('Resize an existing partition to `part_end`. The file system in it is not resized.')
      .meta({ examples: [true] }),
    unit: z
      .enum(['s', 'B', 'KB', 'KiB', 'MB', 'MiB', 'GB', 'GiB', 'TB', 'TiB', '%'])
      .default('KiB')
      .describe('Unit of positions that are given without a unit, and of the numbers in the result.')
      .meta({ examples: ['MiB'] }),
  })
  .refine(({ state, number }) => state === 'info' || number !== undefined, {
    path: ['number'],
    message: 'expected the number of the partition',
  })

/** The validated params of `parted`. */
export type PartedParams = z.output<typeof partedParams>
