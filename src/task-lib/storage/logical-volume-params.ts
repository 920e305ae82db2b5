import { z } from 'zod'
import { flag, text } from '../../authoring/params.ts'
import { wordsParam } from '../words-param.ts'
import { devices, lvmName } from './lvm.ts'
import { readVolumeSize } from './volume-size.ts'

/** The params of the task type `lvol`. */
export const logicalVolumeParams = z
  .strictObject({
    vg: lvmName()
      .describe('The volume group.')
      .meta({ examples: ['data'] }),
    lv: lvmName()
      .optional()
      .describe('Name of the volume; with `snapshot`, of the one that a snapshot is made of.')
      .meta({ examples: ['srv'] }),
    size: text()
      .refine(size => readVolumeSize(size) !== undefined, 'expected a size such as `512`, `10g` or `50%VG`')
      .optional()
      .describe(
        'Size in megabytes or with `b`, `s`, `k`, `m`, `g`, `t`, `p` or `e`, or a share of the `VG`, of its `PVS` or of what is `FREE`. With `+` or `-`, the volume grows or shrinks by that at every run; `+100%FREE` uses what is left.',
      )
      .meta({ examples: ['10g', '50%VG', '+100%FREE'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('Whether the volume should exist.')
      .meta({ examples: ['absent'] }),
    active: flag()
      .default(true)
      .describe('Whether the volume can be used now.')
      .meta({ examples: [false] }),
    force: flag()
      .default(false)
      .describe('Allow to shrink or remove a volume; its data may be lost.')
      .meta({ examples: [true] }),
    shrink: flag()
      .default(true)
      .describe(
        'Shrink a volume that is greater than `size`, which takes `force`. `false` leaves it as it is.',
      )
      .meta({ examples: [false] }),
    resizefs: flag()
      .default(false)
      .describe('Resize the file system with the volume.')
      .meta({ examples: [true] }),
    opts: wordsParam('expected options with their quotes closed')
      .default('')
      .describe('Further options of lvcreate.')
      .meta({ examples: ['--type raid1 -m 1'] }),
    snapshot: lvmName()
      .optional()
      .describe('Name of a snapshot of `lv`.')
      .meta({ examples: ['before-upgrade'] }),
    thinpool: lvmName()
      .optional()
      .describe('The thin pool of a thin volume `lv`; without `lv`, the pool itself.')
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

/** They are, after binding. */
export type LogicalVolumeParams = z.output<typeof logicalVolumeParams>
