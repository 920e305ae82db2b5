import { directoryOf, type SelectedEntry } from './entries.ts'

/** The entries that are moved from the extracted archive to the destination: those in the plan, and no others. */
export interface MovedEntries {
  /** True if all extracted entries are moved. */
  readonly isAll: boolean
  /** Directories that are created because only a part of their content is moved, parents first. */
  readonly made: readonly { readonly place: string; readonly mode: string }[]
  /** The names to move, by the directory that contains them. A directory among them is moved with its content. */
  readonly taken: readonly { readonly directory: string; readonly names: readonly string[] }[]
  /**
   * The number of files, directories and links that are moved, including those in moved directories and the parent
   * directories of moved entries.
   */
  readonly counts: readonly [files: number, directories: number, links: number]
}

/**
 * The input of `movedEntries`. `wanted` lists all wanted entries, parents first; the functions select those that are
 * moved.
 */
export interface MoveInput {
  readonly wanted: readonly SelectedEntry[]
  /** Paths of entries that are not wanted. */
  readonly unwanted: readonly string[]
  readonly isMissing: (place: string) => boolean
  readonly isDifferent: (place: string) => boolean
  readonly modeOf: (entry: SelectedEntry) => string
}

/** Selects the entries to move. A missing directory is moved as a whole if all of its content is wanted. */
export function movedEntries({ wanted, unwanted, isMissing, isDifferent, modeOf }: MoveInput): MovedEntries {
  const isPartial = new Set<string>()
  for (const place of unwanted) addParents(isPartial, place)
  const whole = new Set<string>()
  const made: { place: string; mode: string }[] = []
  const taken = new Map<string, string[]>()
  const counted = new Set<string>()
  for (const entry of wanted) {
    const { place, kind } = entry
    const directory = directoryOf(place)
    const isDirectory = kind === 'directory'
    if (whole.has(directory)) {
      if (isDirectory) whole.add(place)
    } else if (isDirectory && isMissing(place) && isPartial.has(place)) {
      made.push({ place, mode: modeOf(entry) })
    } else if (isMissing(place) || (!isDirectory && isDifferent(place))) {
      if (isDirectory) whole.add(place)
      const names = taken.get(directory) ?? []
      names.push(place.slice(directory === '' ? 0 : directory.length + 1))
      taken.set(directory, names)
    } else continue
    counted.add(place)
    addParents(counted, place)
  }
  const kinds = wanted.filter(({ place }) => counted.has(place)).map(({ kind }) => kind)
  const count = (...some: SelectedEntry['kind'][]): number => kinds.filter(kind => some.includes(kind)).length
  return {
    isAll: unwanted.length === 0 && counted.size === wanted.length,
    made,
    taken: [...taken].map(([directory, names]) => ({ directory, names })),
    counts: [count('file', 'hard'), count('directory'), count('link')],
  }
}

function addParents(places: Set<string>, place: string): void {
  for (let above = directoryOf(place); above !== '' && !places.has(above); above = directoryOf(above))
    places.add(above)
}
