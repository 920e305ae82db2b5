import { doubleQuoted } from '../base/double-quoted.ts'

/** A line of curl's configuration file. Source: curl(1), --config. */
export function curlSetting(name: string, value: string): string {
  return `${name} = ${doubleQuoted(value)}`
}
