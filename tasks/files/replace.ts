/**
 * Replaces all matches of a regular expression in a text file.
 *
 *     - replace:
 *         path: /etc/hosts
 *         regexp: '(\s)old\.example\.com(\s|$)'
 *         replace: '\1new.example.com\2'
 */
import { defineTask, hostPath, TaskError, text, Unknown, z } from '../../src/authoring/task.ts'
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
import { absolutePath, mayChangeFiles } from '../../src/built-in/params.ts'
import { type Replacement, replaceMatches, TEXT_ENCODINGS, textIn } from '../../src/built-in/text.ts'

const params = z.strictObject({
  path: hostPath()
    .describe('Path of the file.')
    .meta({ examples: ['/etc/hosts'] }),
  regexp: regexParam()
    .describe(
      'Regular expression, matched against the whole file; `^` and `$` match at each line. All matches are replaced.',
    )
    .meta({ examples: ['(\\s)old\\.example\\.com(\\s|$)'] }),
  replace: text()
    .default('')
    .describe('The replacement; it may contain `\\1` or `\\g<name>`. If omitted, the matches are removed.')
    .meta({ examples: ['\\1new.example.com\\2'] }),
  after: regexParam()
    .optional()
    .describe(
      'Replace only matches after the first match of this regular expression. In it, `.` also matches line breaks.',
    )
    .meta({ examples: ['<VirtualHost [*]>'] }),
  before: regexParam()
    .optional()
    .describe(
      'Replace only matches before the first match of this regular expression. In it, `.` also matches line breaks.',
    )
    .meta({ examples: ['</VirtualHost>'] }),
  encoding: z
    .enum(TEXT_ENCODINGS)
    .default('utf-8')
    .describe('Encoding of the file. A file in another encoding than UTF-8 is edited byte by byte.')
    .meta({ examples: ['latin-1'] }),
  backup: backupParam,
  validate: validateParam('apachectl -t -f %s'),
  ...fileParams,
})

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Replaces all matches of a regular expression in a text file.',
  example: `- replace:
    path: /etc/hosts
    regexp: '(\\s)old\\.example\\.com(\\s|$)'
    replace: '\\1new.example.com\\2'
`,
  params,
  aliases: { attr: 'attributes', dest: 'path', destfile: 'path', name: 'path' },
  outputs: {
    ...EDITED_FILE_OUTPUTS,
    rc: '0; if the task failed, 257 if the file does not exist and 256 if it is a directory.',
  },
  check: async ({ params, ...context }) =>
    planEditedFile(context, {
      path: await absolutePath(context.host, params.path),
      isRemoval: false,
      options: fileOptionsIn(params),
      edit: old => edit(old, params),
      outputs: edited => ({ msg: edited instanceof Unknown ? edited : edited.message, rc: 0 }),
    }),
  explain: explainFiles,
  mayChange: ({ host, params }) => mayChangeFiles(host, [params.path]),
  apply: ({ host, project, plan }) => putEditedFile(host, project, plan),
})

const NOT_IDEMPOTENT = {
  why: '`regexp` would match the text that `replace` leaves, and change it again',
  hint: 'write `regexp` so that it does not match the replaced text, such as with `(?!…)`; or use `lineinfile`',
}

function edit(old: Buffer, params: Params): Edited {
  const { text, inFile, toBytes } = textIn(old, params.encoding)
  const wanted: Replacement = {
    regexp: inFile(params.regexp),
    replace: inFile(params.replace),
    after: inFile(params.after),
    before: inFile(params.before),
  }
  const replaced = withSyntaxErrors(() => replaceMatches(text, wanted))
  if (replaced === undefined) {
    const section = `${params.after ?? ''}(?P<subsection>.*?)${params.before ?? ''}`
    return { bytes: old, message: `Pattern for before/after params did not match the given file: ${section}` }
  }
  if (replaced.text === text) return { bytes: old, message: '' }
  const isNotIdempotent = (replaceMatches(replaced.text, wanted)?.text ?? replaced.text) !== replaced.text
  return {
    bytes: toBytes(replaced.text),
    message: `${replaced.count} replacements made`,
    notIdempotent: isNotIdempotent ? NOT_IDEMPOTENT : undefined,
  }
}

/**
 * Converts a SyntaxError, such as for a reference to a missing group, to a TaskError: it is an error of the task, not
 * of Drover.
 */
function withSyntaxErrors<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new TaskError(`the replacement cannot be made: ${error.message}`, { cause: error })
  }
}
