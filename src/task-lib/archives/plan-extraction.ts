import type { CheckContext } from '../../authoring/define.ts'
import { type Change, type InSync, inSync, type Plan, plan } from '../../authoring/plan.ts'
import { assertDefined } from '../../base/assert-defined.ts'
import { parseSize } from '../../base/bytes.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import { TaskError } from '../../errors.ts'
import { shownUrl } from '../downloads/download.ts'
import type { Attributes } from '../files/attributes.ts'
import { type ArchiveDifference, compareArchive, placeIn, wantedMode } from './compare.ts'
import { type ArchiveEntry, type SelectedEntry, selectEntries } from './entries.ts'
import type { Extraction } from './extract.ts'
import type { ArchiveSource, Inspected } from './inspect.ts'
import { type MovedEntries, movedEntries } from './moved-entries.ts'
import { readTarOptions } from './options.ts'
import { refuseLeadingOut } from './unsafe-listing.ts'

/**
 * The params of a task that extracts an archive. In a dry run, reading a param with an unknown value throws
 * UnknownValueError.
 */
interface ArchiveParams extends Attributes {
  readonly src: string
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly strip_components?: number | undefined
  readonly extra_opts: readonly string[]
  readonly keep_newer: boolean
  readonly max_size: string
}

type Checking = Pick<CheckContext<ArchiveParams>, 'host' | 'params'>

/** The settings that determine the mode of an extracted entry. */
type Kept = Parameters<typeof wantedMode>[1]

/** The extraction to carry out, and the source of the archive. */
export interface ExtractionPlan {
  readonly source: ArchiveSource
  readonly extraction: Extraction
}

/** Compares the wanted entries of an archive with the host. The plan lists every entry that is written. */
export async function planExtraction(
  { host, params }: Checking,
  dest: string,
  { source, format, entries, listed, digests }: Inspected,
  outputs: Record<string, unknown>,
): Promise<InSync | Plan<ExtractionPlan>> {
  const options = readTarOptions(params.extra_opts)
  const { include, mode, owner, group, src } = params
  const exclude = [...params.exclude, ...(options?.exclude ?? [])]
  const strip = params.strip_components ?? options?.strip ?? 0
  if (strip > 0 && format === 'zip') {
    throw new TaskError('`strip_components` works only with tar files, but this is a zip file', {
      hint: 'extract it whole, then move its content',
    })
  }
  const wanted = await selectEntries(entries, { include, exclude, strip }, src)
  await refuseLeadingOut(wanted, src)
  const keepsNewer = params.keep_newer || options?.keepsNewer === true
  const keepsSetId = options?.keepsSetId === true
  const kept = { mode, keepsSetId }
  const difference = await compareArchive(host, wanted, {
    ...{ dest, owner, group, ...kept, keepsNewer, digests, entries, format },
  })
  const { missing, different } = difference
  if (missing.length === 0 && different.length === 0) return inSync(outputs)
  const all = await selectEntries(entries, { include: [], exclude: [], strip }, src)
  const isDifferent = has(different)
  const directories = wanted.filter(({ place, kind }) => kind === 'directory' && isDifferent(place))
  const extraction: Extraction = {
    ...{ dest, format, strip, listed, mode, owner, group, keepsSetId },
    picks: entriesToPlace(wanted, all, difference, kept),
    keepsOwners: options?.keepsOwners === true,
    maxSize: maxSizeOf(params),
    size: entries.reduce((sum, { size }) => sum + size, 0),
    directories: directories.map(entry => ({
      place: entry.place,
      ...(mode === undefined ? {} : { mode: wantedMode(entry, kept) }),
    })),
  }
  const change = {
    resource: `file:${dest}`,
    action: 'extract',
    before: { missing: named(missing), different: named(different) },
    after: { from: shownUrl(src), missing: [], different: [] },
  }
  const isMissing = has(missing)
  const predicts = wanted.flatMap(entry => {
    if (isMissing(entry.place)) return [predictionOf(entry, dest, true, params, kept)]
    return isDifferent(entry.place) ? [predictionOf(entry, dest, false, params, kept)] : []
  })
  const warnings = keepsSetId ? [] : warningsFor(entries, src)
  const allOutputs = warnings.length === 0 ? outputs : { ...outputs, warnings }
  return { ...plan<ExtractionPlan>([change], { source, extraction }, allOutputs), predicts }
}

/** Selects the entries that are written to the destination. */
function entriesToPlace(
  wanted: readonly SelectedEntry[],
  all: readonly SelectedEntry[],
  { missing, different, newer }: ArchiveDifference,
  kept: Kept,
): MovedEntries {
  const [isWanted, isNewer] = [has(wanted.map(({ place }) => place)), has(newer)]
  return movedEntries({
    wanted: wanted.filter(({ place }) => !isNewer(place)),
    unwanted: all.map(({ place }) => place).filter(place => !isWanted(place) || isNewer(place)),
    isMissing: has(missing),
    isDifferent: has(different),
    modeOf: entry => wantedMode(entry, kept),
  })
}

function has(places: readonly string[]): (place: string) => boolean {
  const all = new Set(places)
  return place => all.has(place)
}

/**
 * Returns a warning that set-user-id and set-group-id bits of the archive's files are dropped. Keeping them would let
 * other users run these files with the rights of the files' owner.
 */
function warningsFor(entries: readonly ArchiveEntry[], archive: string): string[] {
  const some = entries.filter(({ kind, mode }) => kind === 'file' && /^[2467]/.test(mode))
  if (some.length === 0) return []
  const names = named(some.map(({ path }) => path)).join(', ')
  return [
    `set-user-id and set-group-id bits of \`${shownUrl(archive)}\` are dropped (${names}); \`extra_opts: -p\` keeps them`,
  ]
}

/** Returns the predicted change of the file that an entry creates or changes. */
function predictionOf(
  entry: SelectedEntry,
  dest: string,
  isNew: boolean,
  { owner, group }: Attributes,
  kept: Kept,
): Change {
  const { kind, size, sha256, target } = entry
  const isDirectory = kind === 'directory'
  const isSet = !isDirectory || isNew || kept.mode !== undefined
  const after = {
    ...(isDirectory && !isNew ? {} : { state: kind === 'device' ? 'file' : kind }),
    ...(isDirectory ? {} : { size }),
    ...omitUndefined({ owner, group, sha256, src: target }),
    ...(isSet ? { mode: wantedMode(entry, kept) } : {}),
  }
  return {
    resource: `file:${placeIn(dest, entry.place)}`,
    // A replaced file is a new file.
    action: isDirectory && !isNew ? 'update' : 'create',
    ...(isDirectory && !isNew ? {} : { before: null }),
    after,
  }
}

/** Returns paths as a change lists them: the first twenty, and how many more there are. */
function named(places: readonly string[]): string[] {
  return places.length > 20 ? [...places.slice(0, 20), `and ${places.length - 20} more`] : [...places]
}

/** Returns the maximum size of the extracted content, in bytes. */
export function maxSizeOf({ max_size }: ArchiveParams): number {
  return assertDefined(parseSize(max_size), `a size in \`${max_size}\``)
}
