/** The options of tar that Drover supports. */
export interface TarOptions {
  readonly strip: number
  readonly exclude: readonly string[]
  readonly keepsNewer: boolean
  readonly keepsOwners: boolean
  /** Whether set-user-id and set-group-id bits are kept. */
  readonly keepsSetId: boolean
}

/**
 * The names of the supported options. Others are refused: they could change which files are written, unnoticed by the
 * checks.
 */
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

/**
 * Parses options of tar, whose values follow after `=` or as the next word. Returns undefined if an option is unknown
 * or its value invalid.
 */
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
