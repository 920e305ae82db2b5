import { InputError } from '../../errors.ts'

/**
 * Returns the field at `column` of the first row whose first field is the key, as Python's `csv.reader` reads the
 * dialect `excel`: fields in double quotes may contain delimiters, line breaks and doubled quotes. A negative column
 * counts from the end.
 */
export function csvField(
  text: string,
  delimiter: string,
  key: string,
  column: number,
): { readonly value: string } | 'no row' | 'no column' {
  for (const row of csvRows(text, { delimiter })) {
    if (row[0] !== key) continue
    const value = row.at(column)
    return value === undefined ? 'no column' : { value }
  }
  return 'no row'
}

/** The format of a CSV text. */
export interface CsvStyle {
  readonly delimiter: string
  /** Whether spaces after a delimiter are skipped. */
  readonly skipsSpace?: boolean
  /** Whether text after a quoted field is an error. */
  readonly isStrict?: boolean
}

/**
 * The state of the parser within a field: before its start, outside of quotes, within quotes, or after a quote
 * within quotes.
 */
type State = 'start' | 'plain' | 'quoted' | 'after quote'

/**
 * Yields the rows of a text as Python's `csv.reader` does; empty lines are skipped. Throws InputError for malformed
 * text if `isStrict`.
 */
export function* csvRows(text: string, style: CsvStyle): Generator<string[]> {
  const { delimiter, skipsSpace = false, isStrict = false } = style
  let row: string[] = []
  let field = ''
  let state: State = 'start'
  for (const character of text) {
    if (state === 'quoted') {
      if (character === '"') state = 'after quote'
      else field += character
    } else if (character === '\n' || character === '\r') {
      if (row.length > 0 || state !== 'start') yield [...row, field]
      row = []
      field = ''
      state = 'start'
    } else if (character === delimiter) {
      row.push(field)
      field = ''
      // An empty last field counts as a field.
      state = 'start'
    } else if (character === '"' && state === 'start') {
      state = 'quoted'
    } else if (!(character === ' ' && state === 'start' && skipsSpace)) {
      state = stateBehind(state, character, isStrict)
      field += character
    }
  }
  if (isStrict && state === 'quoted') throw new InputError('a CSV text ends within a quoted field')
  if (row.length > 0 || state !== 'start') yield [...row, field]
}

function stateBehind(state: State, character: string, isStrict: boolean): State {
  if (state !== 'after quote') return 'plain'
  if (character === '"') return 'quoted'
  if (isStrict) throw new InputError(`a CSV text has \`${character}\` behind the end of a quoted field`)
  return 'plain'
}
