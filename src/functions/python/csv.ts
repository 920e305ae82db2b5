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
  for (const row of rowsOf(text, delimiter)) {
    if (row[0] !== key) continue
    const value = row.at(column)
    return value === undefined ? 'no column' : { value }
  }
  return 'no row'
}

/** The state of a field: not begun, without quotes, in quotes, behind a quote within quotes. */
type State = 'start' | 'plain' | 'quoted' | 'after quote'

function* rowsOf(text: string, delimiter: string): Generator<string[]> {
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
    } else {
      if (character === '"' && state === 'after quote') state = 'quoted'
      else state = 'plain'
      field += character
    }
  }
  if (row.length > 0 || state !== 'start') yield [...row, field]
}
