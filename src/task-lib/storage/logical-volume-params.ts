import { z } from 'zod'
import { flag, text } from '../../authoring/params.ts'
import { wordsParam } from '../words-param.ts'
import { devices, lvmName } from './lvm.ts'
import { readVolumeSize } from './volume-size.ts'

/** The params of the task type `lvol`. */
export const logicalVolumeParams = z
  .strictObject({
    vg: lvmName()
      .describe('Name of the volume group.')
      .meta({ examples: ['data'] }),
    lv: lvmName()
      .optional()
      .describe('Name of the volume. With `snapshot`, the volume from which to take the snapshot.')
      .meta({ examples: ['srv'] }),
    size: text()
      .refine(size => readVolumeSize(size) !== undefined, 'expected a size such as `512`, `10g` or `50%VG`')
      .optional()
      .describe(
        'The size in megabytes, a number with a unit (`b`, `s`, `k`, `m`, `g`, `t`, `p`, `e`), or a percentage of the group (`%VG`), its physical volumes (`%PVS`) or the free space (`%FREE`). With `+` or `-`, every run grows or shrinks the volume by that size. `+100%FREE` uses all free space.',
      )
      .meta({ examples: ['10g', '50%VG', '+100%FREE'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('Whether the volume should exist.')
      .meta({ examples: ['absent'] }),
    active: flag()
      .default(true)
      .describe('Whether the volume should be active.')
      .meta({ examples: [false] }),
    force: flag()
      .default(false)
      .describe('Allow the task to shrink or remove a volume. Its data may be lost.')
      .meta({ examples: [true] }),
    shrink: flag()
      .default(true)
      .describe(
        'Shrink a volume that is larger than `size`. This also requires `force`. With `false`, a larger volume is not changed.',
      )
      .meta({ examples: [false] }),
    resizefs: flag()
      .default(false)
      .describe('Resize the file system together with the volume.')
      .meta({ examples: [true] }),
    opts: wordsParam('expected options with their quotes closed')
      .default('')
      .describe('Additional options of lvcreate.')
      .meta({ examples: ['--type raid1 -m 1'] }),
    snapshot: lvmName()
      .optional()
      .describe('Name of a snapshot of the volume `lv`.')
      .meta({ examples: ['before-upgrade'] }),
    thinpool: lvmName()
      .optional()
      .describe('The thin pool that contains the thin volume `lv`. Without `lv`, the pool itself is managed.')
      .meta({ examples: ['pool'] }),
    pvs: devices()
      .default([])
      .describe('The physical volumes to use.')
      .meta({ examples: [['/dev/vdb1']] }),
  })
  .refine(({ lv, thinpool }) => (lv ?? thinpool) !== undefined, {
    path: ['lv'],
    message: 'expected a name, or `thinpool`',
  })
  .refine(({ lv, snapshot }) => snapshot === undefined || lv !== undefined, {
    path: ['lv'],
    message: 'expected the volume that the snapshot is made of',
  })
  .refine(({ thinpool, lv, size }) => thinpool === undefined || lv === undefined || !size?.includes('%'), {
    path: ['size'],
    message: 'cannot be a share for a thin volume',
  })

/** The validated params of `lvol`. */
export type LogicalVolumeParams = z.output<typeof logicalVolumeParams>
