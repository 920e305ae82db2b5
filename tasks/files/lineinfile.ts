/**
 * Adds a line to a text file, replaces the line that matches a pattern, or removes matching lines.
 *
 *     - lineinfile:
 *         path: /etc/ssh/sshd_config
 *         regexp: ^#?PermitRootLogin
 *         line: PermitRootLogin prohibit-password
 *         validate: sshd -t -f %s
 *       guard: 60
 */
import { defineTask, flag, hostPath, text, Unknown, z } from '../../src/authoring/task.ts'
import {
  backupParam,
  EDITED_FILE_OUTPUTS,
  type Edited,
  explainFiles,
  fileOptionsIn,
  fileParams,
  planEditedFile,
  putEditedFile,
  regexParam,
  validateParam,
} from '../../src/built-in/files.ts'
import { absolutePath, mayChangeFiles, notBoth } from '../../src/built-in/params.ts'
import { editLines, type LineEdit, textOf, whyNotIdempotent } from '../../src/built-in/text.ts'

const params = z
  .strictObject({
    path: hostPath()
      .describe('Path of the file.')
      .meta({ examples: ['/etc/hosts'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('Whether the line should be present; `absent` removes all matching lines.')
      .meta({ examples: ['absent'] }),
    line: text()
      .optional()
      .describe(
        'The line, or several consecutive lines. With `backrefs`, it may contain `\\1` or `\\g<name>`.',
      )
      .meta({ examples: ['127.0.0.1 localhost'] }),
    regexp: regexParam()
      .optional()
      .describe(
        'Regular expression; the last line that matches is replaced. Each line is matched separately.',
      )
      .meta({ examples: ['^127\\.0\\.0\\.1'] }),
    search_string: text()
      .optional()
      .describe('Like `regexp`, but plain text that may occur anywhere in the line.')
      .meta({ examples: ['localhost'] }),
    insertafter: regexParam()
      .optional()
      .describe(
        'If no line matches, insert after the last line that matches this regular expression, otherwise at the end. `EOF` means the end of the file.',
      )
      .meta({ examples: ['EOF'] }),
    insertbefore: regexParam()
      .optional()
      .describe(
        'Where to insert the line if `regexp` matches no line: before the last line that matches this regular expression. If there is no such line, it is inserted at the end. `BOF` means the start of the file.',
      )
      .meta({ examples: ['BOF'] }),
    backrefs: flag()
      .default(false)
      .describe(
        'Replace references such as `\\1` in `line` with groups of the match. If nothing matches, the file is not changed.',
      )
      .meta({ examples: [true] }),
    firstmatch: flag()
      .default(false)
      .describe('Use the first matching line instead of the last.')
      .meta({ examples: [true] }),
    create: flag()
      .default(false)
      .describe('Create the file if it does not exist.')
      .meta({ examples: [true] }),
    backup: backupParam,
    validate: validateParam('visudo -cf %s'),
    ...fileParams,
  })
  .refine(({ state, line }) => state === 'absent' || line !== undefined, {
    path: ['line'],
    message: 'expected the line to add',
    params: { ansibleMessage: 'line is required with state=present' },
  })
  .refine(...notBoth('regexp', 'search_string'))
  .refine(...notBoth('insertbefore', 'insertafter'))
  .refine(({ backrefs, regexp }) => !backrefs || regexp !== undefined, {
    path: ['backrefs'],
    message: 'needs `regexp`',
    params: { ansibleMessage: 'regexp is required with backrefs=true' },
  })
  .refine(
    ({ state, line, regexp, search_string }) =>
      state === 'present' || (line ?? regexp ?? search_string) !== undefined,
    {
      path: ['state'],
      message: '`absent` needs `line`, `regexp` or `search_string`',
      params: { ansibleMessage: 'one of line, search_string, or regexp is required with state=absent' },
    },
  )

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Adds, replaces or removes a line in a text file.',
  example: `- lineinfile:
    path: /etc/ssh/sshd_config
    regexp: ^#?PermitRootLogin
    line: PermitRootLogin prohibit-password
    validate: sshd -t -f %s
  guard: 60
`,
  params,
  aliases: {
    attr: 'attributes',
    dest: 'path',
    destfile: 'path',
    name: 'path',
    regex: 'regexp',
    value: 'line',
  },
  outputs: {
    ...EDITED_FILE_OUTPUTS,
    found: 'With `state: absent`, the number of lines that were removed; otherwise 0.',
    backup: 'The path of the backup of the old file, or an empty text if none was made.',
  },
  check: async ({ params, ...context }) =>
    planEditedFile(context, {
      path: await absolutePath(context.host, params.path),
      calls: 'Destination',
      create: params.create,
      isRemoval: params.state === 'absent',
      ifMissing: 'file not present',
      options: fileOptionsIn(params),
      edit: old => edit(old, params),
      outputs: edited =>
        edited instanceof Unknown
          ? { msg: edited, found: edited, backup: '' }
          : { msg: edited.message, found: edited.found, backup: '' },
    }),
  explain: explainFiles,
  mayChange: ({ host, params }) => mayChangeFiles(host, [params.path]),
  apply: ({ host, project, plan }) => putEditedFile(host, project, plan),
})

const HINT =
  'write `regexp` so that it also matches the resulting line and no other; for several lines use `copy` or `template`'

function edit(old: Buffer, params: Params): Edited {
  const { text, inFile, toBytes, shown } = textOf(old)
  // Each param is read only if it is needed: in a dry run, an unneeded one may be unknown.
  const wanted: LineEdit = {
    state: params.state,
    get line() {
      return inFile(params.line)
    },
    get regexp() {
      return inFile(params.regexp)
    },
    get search_string() {
      return inFile(params.search_string)
    },
    get insertafter() {
      return inFile(params.insertafter)
    },
    get insertbefore() {
      return inFile(params.insertbefore)
    },
    get backrefs() {
      return params.backrefs
    },
    get firstmatch() {
      return params.firstmatch
    },
  }
  const edited = editLines(text, wanted)
  const why = edited.message === '' ? undefined : whyNotIdempotent(edited.text, wanted)
  return {
    bytes: toBytes(edited.text),
    message: edited.message,
    found: edited.found,
    notIdempotent: why === undefined ? undefined : { why: shown(why), hint: HINT },
  }
}
