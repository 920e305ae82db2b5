/**
 * Variables of the host from files, for the rest of the run.
 *
 *     - include_vars: "{{distribution}}.yml"
 */
import { defineTask, flag, inSync, number, oneOrMore, text, z } from '../../src/authoring/task.ts'
import { regexParam } from '../../src/built-in/files.ts'

/** What goes with `dir` alone. */
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
      .describe('A file in `vars/` of the role, or next to the task or playbook.')
      .meta({ examples: ['debian.yml'] }),
    dir: text()
      .optional()
      .describe(
        'A folder, whose files are read in the order of their names; in `vars/` of the role, otherwise next to the file with the task.',
      )
      .meta({ examples: ['vars/services'] }),
    name: text()
      .optional()
      .describe('A variable that holds all of them, as a map.')
      .meta({ examples: ['defaults'] }),
    depth: number()
      .optional()
      .describe('With `dir`, how many levels of folders to read; 0 is all of them.')
      .meta({ examples: [1] }),
    files_matching: regexParam()
      .optional()
      .describe('With `dir`, a regular expression that is found in the names of the files.')
      .meta({ examples: ['^web'] }),
    ignore_files: z
      .preprocess(
        words => (typeof words === 'string' ? words.split(/\s+/).filter(word => word !== '') : words),
        z.array(regexParam()).optional(),
      )
      .describe('With `dir`, regular expressions for the ends of names to leave out; words, or a list.')
      .meta({ examples: [['draft.yml']] }),
    extensions: oneOrMore(text())
      .optional()
      .describe('With `dir`, the endings of files of variables; `yaml`, `yml` and `json` if absent.')
      .meta({ examples: [['yml', 'json']] }),
    ignore_unknown_extensions: flag()
      .optional()
      .describe('With `dir`, whether files with other endings are passed over; otherwise they are an error.')
      .meta({ examples: [true] }),
    hash_behaviour: z
      .enum(['replace'])
      .optional()
      .describe('Accepted for Ansible playbooks: a variable replaces one of the same name.')
      .meta({ examples: ['replace'] }),
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
  check: async ({ params, project }) => {
    const files = await project.vars(params)
    const { name } = params
    const included = name === undefined ? { files } : { files, name }
    return inSync({ ansible_included_var_files: files }, { includes: [included] })
  },
})
