import { directoryOf, type SelectedEntry } from './entries.ts'

/** What is taken of an archive that was extracted: what its plan names, and nothing else. */
export interface Picks {
  /** All of it: nothing is sorted out. */
  readonly isAll: boolean
  /** Directories that are made without all that the archive has in them, parents first. */
  readonly made: readonly { readonly place: string; readonly mode: string }[]
  /** Selected names, by the directory that contains them; directories are selected whole. */
  readonly taken: readonly { readonly directory: string; readonly names: readonly string[] }[]
  /** How many files, directories and links these are, those among them that only lead to others. */
  readonly counts: readonly [files: number, directories: number, links: number]
}

/** What `picksOf` goes by: all that is wanted, parents first, and of it what is to be put in place. */
export interface Picking {
  readonly wanted: readonly SelectedEntry[]
  /** Places of the archive that are not wanted. */
  readonly unwanted: readonly string[]
  readonly isMissing: (place: string) => boolean
  readonly isDifferent: (place: string) => boolean
  readonly modeOf: (entry: SelectedEntry) => string
}

/** Selects entries: a missing directory at once if all of its content is wanted. */
export function picksOf({ wanted, unwanted, isMissing, isDifferent, modeOf }: Picking): Picks {
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
