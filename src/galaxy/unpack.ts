import { mkdirSync } from 'node:fs'
import { openInPieces } from '../base/file-pieces.ts'
import { lastLine, runProgram } from '../controller/run-program.ts'
import { InputError, TaskError } from '../errors.ts'
import { type ArchiveEntry, type SelectedEntry, selectEntries } from '../task-lib/archives/entries.ts'
import { firstBytes, formatOf, readLocalArchive } from '../task-lib/archives/read-local.ts'
import { refuseLeadingOut, refuseUnsafe } from '../task-lib/archives/unsafe-listing.ts'
import { filesIn } from './tree.ts'

/** The largest archive, in bytes: a role or collection is never larger. */
const MOST_BYTES = 1024 ** 3

/**
 * Extracts a tar file into a new folder: the contents of the folder with one of the files in `marks`, such as
 * `meta/main.yml`, or everything. The entries are checked before extracting, and the files after it. Throws
 * InputError if an entry would be outside of the folder, and if the file is neither tar nor gzip.
 */
export async function unpack(file: string, folder: string, marks: readonly string[]): Promise<void> {
  const local = { path: file, open: () => openInPieces(file) }
  const entries = await attempt(file, async () => {
    const bounds = { archive: file, maxSize: MOST_BYTES }
    const found = await readLocalArchive(local, formatOf(await firstBytes(local)), bounds)
    if (found) await refuseUnsafe(found, file, MOST_BYTES)
    return found
  })
  if (!entries)
    throw new InputError(`${file} is not a tar file that Drover can read`, {
      hint: 'pack it with `tar -czf`',
    })
  const root = rootOf(entries, marks)
  const include = root === '' ? [] : [root]
  // Names in the archive may begin with `./`, which tar counts as a folder.
  const hasDots = root !== '' && entries.some(({ member }) => member.startsWith('./'))
  const strip = depthOf(root) + (hasDots ? 1 : 0)
  const wanted = await attempt(file, async () => {
    const selected = await selectEntries(entries, { include, exclude: [], strip }, file)
    await refuseLeadingOut(selected, file)
    return selected
  })
  const members = include.map(path => `${hasDots ? './' : ''}${path}`)
  extract(file, folder, { members, strip, wanted })
}

async function attempt<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof TaskError) throw new InputError(cause.message, { hint: cause.hint, cause })
    throw new InputError(`${file} cannot be read: ${(cause as Error).message}`, { cause })
  }
}

/** Returns the topmost folder in an archive that contains one of these files. */
function rootOf(entries: readonly ArchiveEntry[], marks: readonly string[]): string {
  const roots = entries.flatMap(({ path }) => {
    const mark = marks.find(each => path === each || path.endsWith(`/${each}`))
    return mark === undefined ? [] : [path.slice(0, path.length - mark.length).replace(/\/$/, '')]
  })
  return roots.sort((one, other) => depthOf(one) - depthOf(other))[0] ?? ''
}

function depthOf(path: string): number {
  return path === '' ? 0 : path.split('/').length
}

interface Content {
  /** The names that tar extracts; empty for all. */
  readonly members: readonly string[]
  readonly strip: number
  /** The entries that must have been extracted. */
  readonly wanted: readonly SelectedEntry[]
}

function extract(file: string, folder: string, { members, strip, wanted }: Content): void {
  mkdirSync(folder)
  const words = ['-xf', file, '-C', folder, '-o', `--strip-components=${strip}`, '--', ...members]
  const ended = runProgram('tar', words, { input: '', seconds: 600 })
  if (ended.failure !== undefined)
    throw new InputError(`tar could not extract ${file}: it ${ended.failure}${lastLine(ended)}`)
  const files = filesIn(folder)
  const changed = wanted.find(
    ({ place, kind, sha256 }) => kind === 'file' && files.get(place)?.sha256 !== sha256,
  )
  const expected = new Set(wanted.map(({ place }) => place))
  const stranger = [...files.keys()].find(path => !expected.has(path))
  // The extracted files must be the same as those that were read from the archive.
  if (changed || stranger !== undefined)
    throw new InputError(
      `tar extracted \`${changed?.place ?? stranger}\` of ${file} differently from its content in the archive`,
    )
}
