import { doubleQuoted } from '../base/double-quoted.ts'

/** Returns a line of a curl configuration file. Source: curl(1), --config. */
export function curlSetting(name: string, value: string): string {
  return `${name} = ${doubleQuoted(value)}`
}
