/** `--driver=bridge`; nothing for what is undefined. */
export function optionWords(option: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`--${option}=${value}`]
}

/** `--label=team=web` for each pair of a map. */
export function pairWords(option: string, map: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(map).map(([key, value]) => `--${option}=${key}=${value}`)
}
