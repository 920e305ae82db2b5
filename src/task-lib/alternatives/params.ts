import { z } from 'zod'
import { hostPath, number, text } from '../../authoring/params.ts'

function name() {
  return text().refine(word => /^[^-/\s][^/\s]*$/.test(word), 'expected a name, such as `editor`')
}

function onePath() {
  return hostPath().refine(path => !/[\r\n]/.test(path), 'expected a path without line breaks')
}

/** The params of the task type `alternatives`. */
export const alternativesParams = z
  .strictObject({
    name: name()
      .describe('Name of the link group.')
      .meta({ examples: ['editor'] }),
    path: onePath()
      .optional()
      .describe('Path of the program or file to which the link may point.')
      .meta({ examples: ['/usr/bin/vim.basic'] }),
    family: text()
      .refine(word => /^[^-/\s][^/\s]*$/.test(word), 'expected the name of a family')
      .optional()
      .describe(
        'Family of the alternative, on hosts of the Red Hat family. It can be given instead of `path`.',
      )
      .meta({ examples: ['java-17-openjdk.x86_64'] }),
    link: onePath()
      .optional()
      .describe(
        'Path of the link. Required if the host does not have the group yet, and always on hosts of the Red Hat family.',
      )
      .meta({ examples: ['/usr/bin/editor'] }),
    priority: number()
      .refine(Number.isInteger, 'expected a whole number')
      .optional()
      .describe('Priority of the alternative in automatic mode. Default for a new alternative: 50.')
      .meta({ examples: [100] }),
    state: z
      .enum(['present', 'selected', 'auto', 'absent'])
      .default('selected')
      .describe(
        '`present` adds the alternative. `selected` adds it and points the link to it. `auto` adds it and points the link to the alternative with the highest priority. `absent` removes it.',
      )
      .meta({ examples: ['auto'] }),
    subcommands: z
      .array(z.strictObject({ name: name(), path: onePath(), link: onePath() }))
      .optional()
      .describe(
        'Additional links that follow the alternative, such as a manual page. Other additional links of the alternative are removed.',
      )
      .meta({
        examples: [
          [
            {
              name: 'editor.1.gz',
              path: '/usr/share/man/man1/vim.1.gz',
              link: '/usr/share/man/man1/editor.1.gz',
            },
          ],
        ],
      }),
  })
  .refine(({ path, family }) => path !== undefined || family !== undefined, {
    path: ['path'],
    message: 'expected the path of the alternative',
  })
  .refine(({ path, state }) => path !== undefined || state !== 'absent', {
    path: ['path'],
    message: '`absent` needs the path of the alternative',
  })

/** The validated params of `alternatives`. */
export type AlternativesParams = z.output<typeof alternativesParams>
