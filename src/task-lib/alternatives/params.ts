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
      .describe('The program or file that the link may lead to.')
      .meta({ examples: ['/usr/bin/vim.basic'] }),
    family: text()
      .refine(word => /^[^-/\s][^/\s]*$/.test(word), 'expected the name of a family')
      .optional()
      .describe('Family of the alternative, on hosts of Red Hat; it can be selected instead of a `path`.')
      .meta({ examples: ['java-17-openjdk.x86_64'] }),
    link: onePath()
      .optional()
      .describe('The link. Needed for a group that the host does not have, and always on hosts of Red Hat.')
      .meta({ examples: ['/usr/bin/editor'] }),
    priority: number()
      .refine(Number.isInteger, 'expected a whole number')
      .optional()
      .describe('Priority of the alternative in automatic mode; a new one has 50 if it is omitted.')
      .meta({ examples: [100] }),
    state: z
      .enum(['present', 'selected', 'auto', 'absent'])
      .default('selected')
      .describe(
        '`present` adds the alternative, `selected` also makes the link lead to it, and `auto` to the one with the highest priority. `absent` removes it.',
      )
      .meta({ examples: ['auto'] }),
    subcommands: z
      .array(z.strictObject({ name: name(), path: onePath(), link: onePath() }))
      .optional()
      .describe(
        'Further links that follow the alternative, such as its manual page. None but these are kept.',
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

/** They are, after binding. */
export type AlternativesParams = z.output<typeof alternativesParams>
