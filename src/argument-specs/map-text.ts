/**
 * Parses `key=value` fields that are separated by commas or spaces, with quotes around values that contain these.
 * Returns undefined if a field has no `=`.
 */
export function parseFields(text: string): Readonly<Record<string, string>> | undefined {
  const fields: string[] = ['']
  let quote: string | undefined
  let isEscaped = false
  const add = (letter: string): void => {
    fields[fields.length - 1] += letter
  }
  for (const letter of text.trim()) {
    if (isEscaped) {
      add(letter)
      isEscaped = false
    } else if (letter === '\\') isEscaped = true
    else if (quote === undefined && (letter === "'" || letter === '"')) quote = letter
    else if (quote === letter) quote = undefined
    else if (quote === undefined && (letter === ',' || letter === ' ')) fields.push('')
    else add(letter)
  }
  const given = fields.filter(field => field !== '')
  if (!given.every(field => field.includes('='))) return undefined
  return Object.fromEntries(
    given.map(field => [field.slice(0, field.indexOf('=')), field.slice(field.indexOf('=') + 1)]),
  )
}
