/**
 * Returns a string in double quotes, in the form that curl, redis-cli and the option files of MySQL read: with
 * escaped quotes, backslashes, tabs and line breaks.
 */
export function doubleQuoted(value: string): string {
  return `"${value.replace(/[\\"\n\r\t]/g, sign => ESCAPES[sign] ?? sign)}"`
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}
