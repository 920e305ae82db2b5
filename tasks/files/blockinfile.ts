/**
 * Keeps a block of lines in a text file, between two marker lines.
 *
 *     - blockinfile:
 *         path: /etc/ssh/sshd_config
 *         block: |
 *           Match User deploy
 *             PasswordAuthentication no
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
import { type BlockEdit, editBlock, textOf } from '../../src/built-in/text.ts'

const params = z
  .strictObject({
    path: hostPath()
      .describe('Path of the file.')
      .meta({ examples: ['/etc/ssh/sshd_config'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('Whether the block should be present; `absent` removes the block and its markers.')
      .meta({ examples: ['absent'] }),
    block: text()
      .default('')
      .describe('The lines between the markers. An empty block is removed, as with `state: absent`.')
      .meta({ examples: ['Match User deploy\n  PasswordAuthentication no\n'] }),
    marker: text()
      .default('# {mark} ANSIBLE MANAGED BLOCK')
      .describe(
        'The marker line. `{mark}` stands for `marker_begin` or `marker_end`. The markers identify a block, so each block in a file needs its own marker.',
      )
      .meta({ examples: ['<!-- {mark} deploy -->'] }),
    marker_begin: text()
      .default('BEGIN')
      .describe('The text for `{mark}` in the line before the block.')
      .meta({ examples: ['Start of'] }),
    marker_end: text()
      .default('END')
      .describe('The text for `{mark}` in the line after the block.')
      .meta({ examples: ['End of'] }),
    insertafter: regexParam()
      .optional()
      .describe(
        'Insert a new block after the last line that matches this regular expression, otherwise at the end. `EOF` means the end of the file. With `(?m)` it is matched against the whole file.',
      )
      .meta({ examples: ['EOF'] }),
    insertbefore: regexParam()
      .optional()
      .describe(
        'Insert a new block before the last line that matches this regular expression, otherwise at the end. `BOF` means the start of the file.',
      )
      .meta({ examples: ['BOF'] }),
    append_newline: flag()
      .default(false)
      .describe('Keep an empty line after the block, unless it is at the end of the file.')
      .meta({ examples: [true] }),
    prepend_newline: flag()
      .default(false)
      .describe('Keep an empty line before the block, unless it is at the start of the file.')
      .meta({ examples: [true] }),
    create: flag()
      .default(false)
      .describe('Create the file if it does not exist.')
      .meta({ examples: [true] }),
    backup: backupParam,
    validate: validateParam('sshd -t -f %s'),
    ...fileParams,
  })
  .refine(...notBoth('insertbefore', 'insertafter'))
  .refine(({ marker }) => marker.includes('{mark}') && !/[\r\n]/.test(marker), {
    path: ['marker'],
    message: 'expected one line with `{mark}`: otherwise the block could not be found again',
  })
  .refine(({ marker_begin, marker_end }) => marker_begin !== marker_end, {
    path: ['marker_end'],
    message: 'must differ from `marker_begin`',
  })
  .refine(({ marker_begin, marker_end }) => !/[\r\n]/.test(marker_begin + marker_end), {
    path: ['marker_begin'],
    message: 'expected one line',
  })

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Keeps a block of lines in a text file, between two marker lines.',
  example: `- blockinfile:
    path: /etc/ssh/sshd_config
    block: |
      Match User deploy
        PasswordAuthentication no
    validate: sshd -t -f %s
  guard: 60
`,
  params,
  aliases: { attr: 'attributes', dest: 'path', destfile: 'path', name: 'path', content: 'block' },
  outputs: EDITED_FILE_OUTPUTS,
  check: async ({ params, ...context }) =>
    planEditedFile(context, {
      path: await absolutePath(context.host, params.path),
      create: params.create,
      isRemoval: params.state === 'absent',
      ifMissing: `File ${params.path} not present`,
      makesEmpty: params.state === 'present',
      options: fileOptionsIn(params),
      edit: old => edit(old, params),
      outputs: (edited, isNew) => ({ msg: edited instanceof Unknown ? edited : said(edited, isNew) }),
    }),
  explain: explainFiles,
  mayChange: ({ host, params }) => mayChangeFiles(host, [params.path]),
  apply: ({ host, project, plan }) => putEditedFile(host, project, plan),
})

const NOT_IDEMPOTENT = {
  why: 'the markers would be found in another place',
  hint: 'the block or the file contains a line that equals a marker: choose another `marker`',
}

function edit(old: Buffer, params: Params): Edited {
  const { text, inFile, toBytes } = textOf(old)
  const { marker, marker_begin, marker_end, append_newline, prepend_newline } = params
  const wanted: BlockEdit = {
    block: params.state === 'absent' ? '' : inFile(params.block),
    begin: inFile(marker.replaceAll('{mark}', () => marker_begin)),
    end: inFile(marker.replaceAll('{mark}', () => marker_end)),
    insertafter: inFile(params.insertafter),
    insertbefore: inFile(params.insertbefore),
    isPadded: { before: prepend_newline, after: append_newline },
    isRemoval: params.state === 'absent',
  }
  const edited = editBlock(text, wanted)
  const isNotIdempotent = editBlock(edited, wanted) !== edited
  return {
    bytes: toBytes(edited),
    message: messageFor(text, edited, wanted),
    notIdempotent: isNotIdempotent ? NOT_IDEMPOTENT : undefined,
  }
}

/** Returns Ansible's message for the edit. */
function said({ message }: Edited, isNew: boolean): string {
  return isNew && message !== '' ? 'File created' : message
}

/** Returns Ansible's message for the change of the text. */
function messageFor(before: string, after: string, { block }: BlockEdit): string {
  if (before === after) return ''
  return block === '' ? 'Block removed' : 'Block inserted'
}
