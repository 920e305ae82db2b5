import { z } from 'zod'
import { flag, number, text } from '../../authoring/params.ts'
import { parseSize } from '../../base/bytes.ts'
import { LEAST_SWAP } from './swap-file.ts'

/** The params of the task type `swap`. */
export const swapParams = z
  .strictObject({
    path: text()
      .refine(path => /^\/[^\0\n]*[^\0\n/]$/.test(path), 'expected an absolute path, such as `/swapfile`')
      .default('/swapfile')
      .describe('Path of the swap file.')
      .meta({ examples: ['/swapfile'] }),
    size: text()
      .refine(size => (parseSize(size) ?? 0) >= LEAST_SWAP, 'expected a size of 40K or more, such as `2G`')
      .optional()
      .describe(
        'Size of the file, with `K`, `M`, `G` or `T`. If the existing file has another size, it is created again.',
      )
      .meta({ examples: ['2G', '512M'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe(
        '`present` creates the swap file and adds it to the fstab. `absent` stops using it, removes it from the fstab and deletes the file.',
      )
      .meta({ examples: ['absent'] }),
    active: flag()
      .default(true)
      .describe(
        'Whether to use it now. With `false`, the file is only prepared, and is used after the next boot.',
      )
      .meta({ examples: [false] }),
    priority: number()
      .refine(
        value => Number.isInteger(value) && value >= 0 && value <= 32767,
        'expected a whole number from 0 to 32767',
      )
      .optional()
      .describe('Priority of the swap space. Spaces with higher numbers are used first.')
      .meta({ examples: [10] }),
  })
  .refine(({ state, size }) => state === 'absent' || size !== undefined, {
    path: ['size'],
    message: 'expected a size, such as `2G`',
  })

/** The validated params of `swap`. */
export type SwapParams = z.output<typeof swapParams>
