/** A line of curl's configuration file. Source: curl(1), --config. */
export function curlSetting(name: string, value: string): string {
  return `${name} = "${value.replace(/[\\"\n\r\t]/g, sign => ESCAPES[sign] ?? sign)}"`
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}
