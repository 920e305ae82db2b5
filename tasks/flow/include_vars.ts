/**
 * Variables of the host from files, for the rest of the run.
 *
 *     - include_vars: "{{distribution}}.yml"
 */
import { defineTask, flag, inSync, number, oneOrMore, text, z } from '../../src/authoring/task.ts'
import { regexParam } from '../../src/built-in/files.ts'
import { omitUndefined } from '../../src/built-in/params.ts'

/** The params that require `dir`. */
const OF_FOLDERS = [
  'depth',
  'files_matching',
  'ignore_files',
  'extensions',
  'ignore_unknown_extensions',
] as const

const params = z
  .strictObject({
    file: text()
      .optional()
      .describe(
        'Path of a file. It is searched for in `vars/` of the role, next to the task file and next to the playbook.',
      )
      .meta({ examples: ['debian.yml'] }),
    dir: text()
      .optional()
      .describe(
        'Path of a folder whose files are read in alphabetical order. It is searched for in `vars/` of the role, otherwise next to the task file.',
      )
      .meta({ examples: ['vars/services'] }),
    name: text()
      .optional()
      .describe('Name of a variable that receives all variables of the files, as a map.')
      .meta({ examples: ['defaults'] }),
    depth: number()
      .optional()
      .describe('With `dir`, the number of folder levels to read. 0 means all levels.')
      .meta({ examples: [1] }),
    files_matching: regexParam()
      .optional()
      .describe('With `dir`, a regular expression. Only files whose names contain a match are read.')
      .meta({ examples: ['^web'] }),
    ignore_files: z
      .preprocess(
        words => (typeof words === 'string' ? words.split(/\s+/).filter(word => word !== '') : words),
        z.array(regexParam()).optional(),
      )
      .describe(
        'With `dir`, files to skip: regular expressions that match the end of the file name, as a list or separated by spaces.',
      )
      .meta({ examples: [['draft.yml']] }),
    extensions: oneOrMore(text())
      .optional()
      .describe('With `dir`, the extensions of files to read. Default: `yaml`, `yml` and `json`.')
      .meta({ examples: [['yml', 'json']] }),
    ignore_unknown_extensions: flag()
      .optional()
      .describe('With `dir`, whether files with other extensions are skipped. If not, they are an error.')
      .meta({ examples: [true] }),
    hash_behaviour: z
      .enum(['replace', 'merge'])
      .optional()
      .describe(
        'Whether each variable replaces the one of the same name that the host has (default), or is merged into it at all levels. `merge` needs maps.',
      )
      .meta({ examples: ['merge'] }),
  })
  .refine(({ file, dir }) => (file === undefined) !== (dir === undefined), {
    error: 'expected either `file` or `dir`',
  })
  .refine(given => given.file === undefined || OF_FOLDERS.every(name => given[name] === undefined), {
    error: `${OF_FOLDERS.map(name => `\`${name}\``).join(', ')} go with \`dir\`, not with \`file\``,
  })

export default defineTask({
  summary: 'Sets variables of the host from files, for the rest of the run.',
  example: `- include_vars: "{{distribution}}.yml"
`,
  params,
  isLocal: true,
  shorthand: 'file',
  outputs: {
    ansible_included_var_files: 'The paths of the files that were read, as a list.',
  },
  check: async ({ params, project }) => {
    const files = await project.vars(params)
    const { name, hash_behaviour } = params
    const included = { files, ...omitUndefined({ name, merges: hash_behaviour === 'merge' || undefined }) }
    return inSync({ ansible_included_var_files: files }, { includes: [included] })
  },
})
