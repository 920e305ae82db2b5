import { LIST_ARCHIVE } from '../../host/probes/archive.ts'
import { shellDigest } from '../../host/probes/digest.ts'
import { onDisk } from '../../host/put.ts'
import { joinShell, type ShellText, sh } from '../../host/shell.ts'
import type { Attributes } from '../attributes.ts'
import { INTO_PLACE } from '../into-place.ts'

/** What is extracted, and how. */
export interface Extraction extends Attributes {
  readonly dest: string
  readonly format: 'tar' | 'zip'
  readonly strip: number
  /** True keeps the owners that the archive names. */
  readonly keepsOwners: boolean
  /** Places that are not wanted, or newer on the host: files and links first, then directories. */
  readonly drop: readonly string[]
  /** sha256 of the listing that was judged; null where the archive was read on the controller. */
  readonly listed: string | null
}

/**
 * The script that extracts what `open` opens and renames what came to its places, with modes and owners, so that no file is
 * ever seen half-written and no link of an archive is ever written through. It starts in a private folder in the
 * destination. `open` makes `archive` print the tar file; for zip it sets `zip` to the file's path.
 */
export function extractScript(open: ShellText, extraction: Extraction): ShellText {
  const { format, drop } = extraction
  return joinShell([
    INTO_PLACE,
    sh`LC_ALL=C; export LC_ALL
umask 022
dest=$(cd -P .. && printf '%s.' "$PWD") && dest=\${dest%.} && dest=\${dest%/} && mkdir root || exit`,
    open,
    format === 'zip' ? unzipSteps() : untarSteps(extraction),
    ...chunks(drop).map(
      part => sh`(cd root && for f in ${part}; do
  if [ -d "$f" ] && [ ! -L "$f" ]; then rmdir "$f" 2>/dev/null; else rm -f "./$f"; fi
done) || :`,
    ),
    ...attributeSteps(extraction),
    sh`odd=$(find root ! -type f ! -type d ! -type l | head -n 1)
[ -z "$odd" ] || { echo "the archive holds a device or pipe" >&2; exit 1; }
# What is cut off from here on leaves no more than empty folders.
rm -f new
e=$(sync -f root 2>&1) || ${onDisk(sh`"$e"`)}`,
    MERGE,
  ])
}

/**
 * Each directory is gone to, step by step, before anything is renamed into it, and what came is reached by a descriptor: so
 * whoever owns one of them cannot lead us elsewhere meanwhile. Without `/proc`, or in a shell that keeps descriptors
 * to itself, what came goes by its name.
 */
const MERGE = sh`exec 4<root && from=/proc/self/fd/4
ls -d -- "$from/." >/dev/null 2>&1 || from=$PWD/root
merge() {
  (p=$dest$1; d_into "\${p:-/}" || exit
  for e in "$from$1"/* "$from$1"/.[!.]* "$from$1"/..?*; do
    [ -e "$e" ] || [ -L "$e" ] || continue
    n=\${e##*/}
    if [ -d "$e" ] && [ ! -L "$e" ] && [ -d "./$n" ]; then merge "$1/$n" || exit
    else into_place "$e" "./$n" || exit; fi
  done)
}
set +f
merge '' || exit`

function untarSteps({ strip, keepsOwners, listed }: Extraction): ShellText {
  const judged =
    listed === null
      ? sh``
      : sh`${sumsOfListing()}
[ "\${sums%% *}" = ${listed} ] || { echo "the archive is not the one that was looked at before" >&2; exit 1; }`
  const owners = keepsOwners ? sh`` : sh`-o`
  const stripped = strip > 0 ? sh`--strip-components=${strip}` : sh``
  return sh`need tar
${judged}
archive | tar -xp ${owners} -f - -C root ${stripped} || exit 1`
}

function sumsOfListing(): ShellText {
  return sh`sums=$(${LIST_ARCHIVE} | { ${shellDigest('sha256', '')}; printf '%s' "$sums"; })`
}

function unzipSteps(): ShellText {
  return sh`command -v unzip >/dev/null 2>&1 || { echo "the host has no unzip; install it first" >&2; exit 1; }
unzip -q -o "$zip" -d root </dev/null >&2 || [ $? -eq 1 ] || exit 1`
}

function attributeSteps({ mode, owner, group }: Extraction): ShellText[] {
  const account = `${owner ?? ''}${group === undefined ? '' : `:${group}`}`
  const steps: ShellText[] = []
  if (account !== '') steps.push(sh`find root -exec chown -h -- ${account} {} + || exit`)
  if (mode !== undefined) {
    // A directory that may be read may be entered.
    const forDirectories = /^[0-7]{4}$/.test(mode) ? enterable(mode) : mode
    steps.push(sh`find root -type f -exec chmod -- ${mode} {} + || exit
find root -depth -type d ! -path root -exec chmod -- ${forDirectories} {} + || exit`)
  }
  return steps
}

function enterable(mode: string): string {
  const bits = Number.parseInt(mode, 8)
  return (bits | ((bits & 0o444) >> 2)).toString(8).padStart(4, '0')
}

function chunks(items: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(items.length / 200) }, (_, part) =>
    items.slice(part * 200, part * 200 + 200),
  )
}
