/** What options of tar say, those that have a meaning here. */
export interface TarOptions {
  readonly strip: number
  readonly exclude: readonly string[]
  readonly keepsNewer: boolean
  readonly keepsOwners: boolean
  /** Whether set-user-id and set-group-id bits are kept. */
  readonly keepsSetId: boolean
}

/** The options that are known; any other could change what goes where, unseen. */
export const TAR_OPTIONS = [
  '--strip-components',
  '--strip',
  '--exclude',
  '--keep-newer-files',
  '--same-owner',
  '--no-same-owner',
  '--preserve-permissions',
  '--overwrite',
  '--numeric-owner',
  '-o',
  '-p',
] as const

const WITH_VALUE = ['--strip-components', '--strip', '--exclude']

/** Reads options, values joined by `=` or as the next word; undefined if one is not known or makes no sense. */
export function readTarOptions(words: readonly string[]): TarOptions | undefined {
  const given: [name: string, value: string][] = []
  for (let index = 0; index < words.length; index++) {
    const [, name = '', joined] = /^([^=]+)(?:=(.*))?$/s.exec(words[index] ?? '') ?? []
    if (!TAR_OPTIONS.some(known => known === name)) return undefined
    const takesValue = WITH_VALUE.includes(name)
    const value = takesValue && joined === undefined ? words[++index] : joined
    if (takesValue !== (value !== undefined)) return undefined
    if (name.startsWith('--strip') && !/^\d+$/.test(value ?? '')) return undefined
    given.push([name, value ?? ''])
  }
  const has = (wanted: string): boolean => given.some(([name]) => name === wanted)
  return {
    strip: Number(given.findLast(([name]) => name.startsWith('--strip'))?.[1] ?? 0),
    exclude: given.filter(([name]) => name === '--exclude').map(([, value]) => value),
    keepsNewer: has('--keep-newer-files'),
    keepsOwners: has('--same-owner'),
    keepsSetId: has('-p') || has('--preserve-permissions'),
  }
}
