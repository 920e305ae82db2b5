import { InputError } from '../../errors.ts'

/**
 * A field of the first row that begins with a key, as Python's `csv.reader` reads the dialect `excel`: fields in double quotes may
 * hold delimiters, line breaks and doubled quotes. A column below 0 counts from the end.
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

/** How a CSV text is written. */
export interface CsvStyle {
  readonly delimiter: string
  /** Whether spaces behind a delimiter do not count. */
  readonly skipsSpace?: boolean
  /** Whether text behind the end of a quoted field is an error. */
  readonly isStrict?: boolean
}

/** The state of a field: not begun, without quotes, in quotes, behind a quote within quotes. */
type State = 'start' | 'plain' | 'quoted' | 'after quote'

/** The rows of a text, as Python's `csv.reader` reads them; empty lines are none. Throws InputError if `isStrict`. */
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
      // A last field that is empty is one, too.
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
