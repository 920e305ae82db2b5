/**
 * Sets an option of an INI file, or removes an option or a section.
 *
 *     - ini_file:
 *         path: /etc/php/8.2/fpm/php.ini
 *         section: PHP
 *         option: memory_limit
 *         value: 256M
 */
import { defineTask, flag, hostPath, number, text, Unknown, z } from '../../src/authoring/task.ts'
import {
  backupParam,
  EDITED_FILE_OUTPUTS,
  type Edited,
  explainFiles,
  fileOptionsIn,
  fileParams,
  planEditedFile,
  putEditedFile,
} from '../../src/built-in/files.ts'
import { absolutePath, mayChangeFiles } from '../../src/built-in/params.ts'
import { editIni, type IniEdit, textOf } from '../../src/built-in/text.ts'

/** Returns the schema of an optional string; an empty string and null count as absent. */
function name() {
  return text()
    .nullish()
    .transform(value => value || undefined)
}

/** Returns the schema of several values, which may also be one string with commas between them. */
function severalValues() {
  return z.union([z.array(text()), text().transform(all => all.split(','))])
}

const params = z
  .strictObject({
    path: hostPath()
      .describe('Path of the file.')
      .meta({ examples: ['/etc/php/8.2/fpm/php.ini'] }),
    section: name()
      .describe(
        'Name of the section, without its brackets. If it is not set, the option stands before the first section. A missing section is added at the end.',
      )
      .meta({ examples: ['PHP'] }),
    section_has_values: z
      .array(
        z
          .strictObject({ option: text(), value: text().nullish(), values: severalValues().nullish() })
          .refine(({ value, values }) => value == null || values == null, {
            path: ['values'],
            message: 'cannot be combined with `value`',
          })
          .transform(({ option, value, values }) => ({
            option,
            values: value == null ? (values ?? []) : [value],
          })),
      )
      .default([])
      .describe(
        'Options that the section must contain, each with `value` or with one of `values`. Use this to select one of several sections with the same name.',
      )
      .meta({ examples: [[{ option: 'AllowedIPs', value: '10.4.0.12/32' }]] }),
    option: name()
      .describe('Name of the option. If it is not set, the section as a whole is added or removed.')
      .meta({ examples: ['memory_limit'] }),
    value: text()
      .nullish()
      .describe('The value of the option.')
      .meta({ examples: ['256M'] }),
    values: severalValues()
      .nullish()
      .describe(
        'The values of an option that may occur in several lines. A value that is listed twice is written once.',
      )
      .meta({ examples: [['redis.so', 'apcu.so']] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('Whether the option or the section should be present.')
      .meta({ examples: ['absent'] }),
    exclusive: flag()
      .default(true)
      .describe(
        'Replace or remove all lines of the option. With `false`, only lines with the given values are added or removed, and other lines of the option are kept.',
      )
      .meta({ examples: [false] }),
    no_extra_spaces: flag()
      .default(false)
      .describe('Write no spaces around `=`.')
      .meta({ examples: [true] }),
    ignore_spaces: flag()
      .default(false)
      .describe('Do not change a line that differs only in white space.')
      .meta({ examples: [true] }),
    option_prefix_spaces: number()
      .refine(spaces => Number.isInteger(spaces) && spaces >= 0, 'expected a number of spaces')
      .default(0)
      .describe('Number of spaces before the option in a new line.')
      .meta({ examples: [2] }),
    allow_no_value: flag()
      .default(false)
      .describe('Without a value, write only the name of the option. Other lines of the option are kept.')
      .meta({ examples: [true] }),
    modify_inactive_option: flag()
      .default(true)
      .describe(
        'Replace a line in which the option is commented out. With `false`, that line is kept and a new line is added before it.',
      )
      .meta({ examples: [false] }),
    create: flag()
      .default(true)
      .describe('Create the file and its directory if they do not exist.')
      .meta({ examples: [false] }),
    follow: flag()
      .default(false)
      .describe('If `path` is a symlink, edit its target instead of replacing the link by a file.')
      .meta({ examples: [true] }),
    backup: backupParam,
    ...fileParams,
  })
  .refine(({ section, option }) => section !== undefined || option !== undefined, {
    path: ['option'],
    message: 'expected `option`, `section` or both',
  })
  .refine(({ value, values }) => value == null || values == null, {
    path: ['values'],
    message: 'cannot be combined with `value`',
  })
  .refine(
    ({ state, option, value, values, allow_no_value }) =>
      state === 'absent' || option === undefined || allow_no_value || value != null || !!values?.length,
    { path: ['value'], message: 'expected the value of the option, or `allow_no_value: true`' },
  )
  .refine(({ section, section_has_values }) => section !== undefined || section_has_values.length === 0, {
    path: ['section_has_values'],
    message: 'needs `section`',
  })

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Sets an option in an INI file, or removes an option or a section.',
  example: `- ini_file:
    path: /etc/php/8.2/fpm/php.ini
    section: PHP
    option: memory_limit
    value: 256M
`,
  params,
  aliases: { attr: 'attributes', dest: 'path' },
  outputs: EDITED_FILE_OUTPUTS,
  check: async ({ params, ...context }) => {
    const { follow: _, ...options } = fileOptionsIn(params)
    return planEditedFile(context, {
      path: await absolutePath(context.host, params.path),
      create: params.create,
      follow: params.follow,
      isRemoval: params.state === 'absent',
      options,
      edit: old => edit(old, params),
      outputs: edited => ({ msg: edited instanceof Unknown ? edited : edited.message || 'OK' }),
    })
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => mayChangeFiles(host, [params.path]),
  apply: ({ host, project, plan }) => putEditedFile(host, project, plan),
})

const NOT_IDEMPOTENT = {
  why: 'the section or the value would not be found as it was written',
  hint: 'a section, option or value is one line, and a value neither begins with a space nor ends the condition in `section_has_values`',
}

function edit(old: Buffer, params: Params): Edited {
  const { text, inFile, toBytes } = textOf(old)
  const given = params.value == null ? (params.values ?? []) : [params.value]
  const wanted: IniEdit = {
    section: inFile(params.section),
    sectionHas: params.section_has_values.map(({ option, values }) => ({
      option: inFile(option),
      values: values.map(value => inFile(value)),
    })),
    option: inFile(params.option),
    values: [...new Set(given)].map(value => inFile(value)),
    isRemoval: params.state === 'absent',
    isExclusive: params.exclusive,
    indentation: ' '.repeat(params.option_prefix_spaces),
    separator: params.no_extra_spaces ? '=' : ' = ',
    ignoresSpaces: params.ignore_spaces,
    allowsNoValue: params.allow_no_value,
    modifiesInactive: params.modify_inactive_option,
  }
  const edited = editIni(text, wanted)
  const isNotIdempotent = editIni(edited.text, wanted).text !== edited.text
  return {
    bytes: edited.text === text ? old : toBytes(edited.text),
    message: edited.message,
    notIdempotent: isNotIdempotent ? NOT_IDEMPOTENT : undefined,
  }
}
