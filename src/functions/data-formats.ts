import { ownValue } from '../base/own-value.ts'
import { InputError } from '../errors.ts'
import { isMap } from '../values/plain.ts'
import { define } from './combine.ts'
import { type Helper, helper, list, map, type Options, optionHelper, text } from './helper.ts'
import { isTrue } from './lookup.ts'
import { csvRows } from './python/csv.ts'
import { iniSections } from './python/ini.ts'

/** Helpers that read and write CSV and INI, as the filters of community.general do. */
export const DATA_FORMAT_HELPERS: Readonly<Record<string, Helper>> = {
  from_csv: optionHelper(
    'from_csv text [dialect=] [fieldnames=] [delimiter=] [skipinitialspace=] [strict=]',
    'a list with a map for each row of a CSV text; the keys are the names in the first row or in `fieldnames`; `dialect` is `excel`, `excel-tab` or `unix`',
    ([value], options) => fromCsv(text('from_csv', value), options),
  ),
  from_ini: helper(
    'from_ini text',
    'the sections of an INI text as a map; the value of each section is a map of its keys',
    value => iniSections(text('from_ini', value), 'the text that `from_ini` got'),
  ),
  to_ini: helper(
    'to_ini map',
    'an INI text made from a map of sections; the value of each section is a map of its keys',
    value => toIni(map('to_ini', value)),
  ),
}

const DELIMITERS: Readonly<Record<string, string>> = { excel: ',', 'excel-tab': '\t', unix: ',' }

function fromCsv(csv: string, options: Options): unknown[] {
  const dialect = text('from_csv', options.dialect ?? 'excel')
  const usual = ownValue(DELIMITERS, dialect)
  if (usual === undefined) {
    const known = Object.keys(DELIMITERS).map(each => `\`${each}\``)
    throw new InputError(`\`dialect\` of \`from_csv\` is ${known.join(', ')}, got \`${dialect}\``)
  }
  const delimiter = text('from_csv', options.delimiter ?? usual)
  if ([...delimiter].length !== 1)
    throw new InputError(`\`delimiter\` of \`from_csv\` must be one character, got \`${delimiter}\``)
  const rows = [
    ...csvRows(csv.replace(/^\ufeff/, ''), {
      delimiter,
      skipsSpace: isTrue(options.skipinitialspace),
      isStrict: isTrue(options.strict),
    }),
  ]
  const given = options.fieldnames ?? undefined
  const names = given === undefined ? (rows.shift() ?? []) : list('from_csv', given).map(String)
  return rows.map(row => record(names, row))
}

/** Converts a row to a map. Missing fields are null; additional fields are a list under the key `null`. */
function record(names: readonly string[], row: readonly string[]): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const [index, name] of names.entries()) define(fields, name, row[index] ?? null)
  if (row.length > names.length) define(fields, 'null', row.slice(names.length))
  return fields
}

/**
 * Writes INI text as Python's `ConfigParser` does: keys of `DEFAULT` first, continuation lines of a value indented.
 */
function toIni(sections: Readonly<Record<string, unknown>>): string {
  const { DEFAULT: defaults, ...others } = sections
  const all = [...(defaults === undefined ? [] : [['DEFAULT', defaults] as const]), ...Object.entries(others)]
  if (all.length === 0) throw new InputError('`to_ini` takes a map of sections, got an empty one')
  const texts = all.map(([name, section]) => {
    if (!isMap(section))
      throw new InputError(`\`to_ini\` takes a map of maps, and the section \`${name}\` is none`)
    const lines = Object.entries(section).map(([key, value]) => `${key} = ${iniText(value)}\n`)
    return `[${name}]\n${lines.join('')}`
  })
  return texts.join('\n')
}

function iniText(value: unknown): string {
  return (value === null ? '' : text('to_ini', value)).replaceAll('\n', '\n\t')
}
