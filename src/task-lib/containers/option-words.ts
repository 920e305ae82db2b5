/** Returns an option with its value, such as `--driver=bridge`; empty if the value is undefined. */
export function optionWords(option: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`--${option}=${value}`]
}

/** Returns the option once for each pair of a map, such as `--label=team=web`. */
export function pairWords(option: string, map: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(map).map(([key, value]) => `--${option}=${key}=${value}`)
}
