import { accountOf, onDisk } from '../../remote/files/atomic-write.ts'
import { isMore, listArchive, throughArchive } from '../../remote/probes/files/archive.ts'
import { shellDigest } from '../../remote/probes/files/digest.ts'
import { joinShell, type ShellText, sh } from '../../shell/quote.ts'
import type { Attributes } from '../files/attributes.ts'
import { directoryMode } from './compare.ts'
import type { MovedEntries } from './moved-entries.ts'
import { refuseUnsafeLinks, refuseUnsafeTree } from './unsafe-entries.ts'

/** How an archive is extracted to a temporary directory, before its files are moved to the destination. */
export interface Unpacking {
  readonly format: 'tar' | 'zip'
  readonly strip: number
  /** Whether files get the owners that the archive names. */
  readonly keepsOwners: boolean
  /** Whether files keep their set-user-id and set-group-id bits. */
  readonly keepsSetId: boolean
  /** The maximum size of the extracted content, in bytes. */
  readonly maxSize: number
  /** The members of a tar file to extract, by the names in the archive; all if absent. */
  readonly members?: readonly string[]
}

/** What is extracted from an archive, and how it is moved to the destination. */
export interface Extraction extends Attributes, Unpacking {
  readonly dest: string
  /** sha256 of the listing that was checked; null if the archive was read on the controller. */
  readonly listed: string | null
  /** Total size of the files in the listing, in bytes. */
  readonly size: number
  readonly picks: MovedEntries
  /** Directories that already exist on the host and get a mode or an owner. `mode` is absent if the mode stays. */
  readonly directories: readonly { readonly place: string; readonly mode?: string | undefined }[]
}

/**
 * Returns the script that extracts the output of `open` and renames the files into place, with modes and owners. The
 * script does not trust the listing. The files are extracted to a private folder of the destination, where the script
 * starts, and are checked there. Only entries of the plan are moved to the destination. No symbolic link is followed,
 * neither one of the archive nor one of another user. `open` makes `archive` print the tar file; for a zip file, it
 * sets `zip` to the file's path.
 */
export function extractScript(open: ShellText, extraction: Extraction): ShellText {
  const { picks: moved, listed, size, maxSize } = extraction
  return joinShell([
    // Extracted directories may have modes that prevent even their owner from removing them.
    sh`f=./\${PWD##*/}
trap 'cd -P .. && { rm -rf -- "$f" 2>/dev/null || { chmod -R u+rwx "$f"; rm -rf -- "$f"; }; }' EXIT`,
    unpackScript(
      joinShell([
        open,
        ...(listed === null ? [] : [sameListing(listed, maxSize)]),
        hasRoom(Math.ceil(size / 1024) + 4 * moved.counts.reduce((sum, count) => sum + count)),
      ]),
      extraction,
    ),
    moved.isAll ? sh`mv root picked || exit` : pick(moved),
    // safety: the number of extracted entries must match the archive listing
    sameCounts(moved),
    // safety: an extracted symlink cannot point outside the destination
    refuseUnsafeLinks('picked'),
    ...attributeSteps(extraction),
    sh`# An extraction that is interrupted after this leaves no more than empty folders.
rm -rf new root
e=$(sync -f picked 2>&1) || ${onDisk(sh`"$e"`)}`,
    MERGE,
    ...directorySteps(extraction),
  ])
}

/**
 * Returns the script that extracts the output of `open` to a new directory `root` in the working directory and leaves
 * it there. It refuses unsafe entries, but does not check links.
 */
export function unpackScript(open: ShellText, unpacking: Unpacking): ShellText {
  const { format, maxSize, keepsSetId } = unpacking
  return joinShell([
    sh`LC_ALL=C; export LC_ALL
umask 022
set +f
zip=
mkdir root || exit`,
    open,
    format === 'zip' ? unzip(unpacking) : untar(unpacking),
    refuseUnsafeTree({ maxSize, keepsSetId }),
  ])
}

function untar({ strip, keepsOwners, maxSize, members }: Unpacking): ShellText {
  const owners = keepsOwners ? sh`` : sh`-o`
  const stripped = strip > 0 ? sh`--strip-components=${strip}` : sh``
  const named = members === undefined ? sh`` : sh`-- ${members}`
  // bsdtar would restore access control lists, extended attributes and file flags.
  return sh`need tar
case $(tar --version 2>&1) in *bsdtar*) bare='--no-acls --no-xattrs --no-fflags';; *) bare=;; esac
${throughArchive(sh`tar -xp $bare ${owners} -f - -C root ${stripped} ${named}`, maxSize)}`
}

/**
 * Extracts a zip file. The size is measured before by decompressing it once, because `unzip` extracts the actual
 * content, whatever size the table of contents states.
 */
function unzip({ maxSize }: Unpacking): ShellText {
  return sh`command -v unzip >/dev/null 2>&1 || { echo "the host has no unzip; install it first" >&2; exit 1; }
unset UNZIP UNZIPOPT
# Another's file could become another while it is read.
d_is_trusted "$zip" || { cp -- "$zip" ./new && zip=./new; } || exit
${isMore(sh`LC_ALL=C.UTF-8 unzip -p "$zip" </dev/null 2>/dev/null`, maxSize)} && { echo "more than ${maxSize} bytes come out of the archive" >&2; exit 1; }
LC_ALL=C.UTF-8 unzip -q -o "$zip" -d root </dev/null >&2 || [ $? -eq 1 ] || { d_report_full; exit 1; }`
}

function sameListing(listed: string, maxSize: number): ShellText {
  return sh`need tar
sums=$({ ${listArchive(maxSize)}
} | { ${shellDigest('sha256', '')}; printf '%s' "$sums"; })
[ "\${sums%% *}" = ${listed} ] || { echo "the archive has changed since it was inspected" >&2; exit 1; }`
}

/**
 * Checks that the content fits on the file system before it fills up. For sparse files, the actual size of the tar
 * file counts. Free space of a terabyte or more is not checked: some shells cannot compute with such numbers.
 */
function hasRoom(kilobytes: number): ShellText {
  const needed = Math.min(kilobytes, 999_999_999)
  // safety: an archive that does not fit on the disk is not extracted
  return sh`set -- $(df -Pk . 2>/dev/null | tail -n 1)
case \${4-} in '' | *[!0-9]* | ??????????*) ;; *)
  if [ "$4" -lt ${needed} ]; then
    n=
    [ -n "$zip" ] || { n=$(archive 2>/dev/null | wc -c); n=\${n##*[!0-9]} n=\${n%???}; }
    [ -n "$zip" ] || [ "\${n:-0}" -gt "$4" ] || n=fits
    [ "$n" = fits ] || { echo "the file system at \${PWD%/*} has $4 kB left, and the archive needs ${kilobytes}: No space left on device" >&2; exit 1; }
  fi;;
esac`
}

// safety: a symlink below the extraction destination is not followed
/**
 * Shell function that changes to a directory below another, component by component, and follows no symbolic link: the
 * directories may have been replaced since they were listed.
 */
const DOWN = sh`down() {
  d_r=$1/
  while [ -n "$d_r" ]; do
    d_c=\${d_r%%/*} d_r=\${d_r#*/} d_w=\${PWD%/}
    [ -n "$d_c" ] || continue
    [ ! -L "./$d_c" ] && cd -P "./$d_c" && [ "$PWD" = "$d_w/$d_c" ] || { echo "$d_w/$d_c is no longer a directory" >&2; return 1; }
  done
}`

/**
 * Moves the wanted entries from the extracted files to `picked`. It uses relative paths because the parent directory
 * of the temporary directory may be renamed meanwhile.
 */
function pick({ made, taken }: MovedEntries): ShellText {
  const parents = [...new Set([...made.map(each => each.place), ...taken.map(each => each.directory)])]
  const moves = taken.flatMap(({ directory, names }) => {
    const depth = directory === '' ? 1 : directory.split('/').length + 1
    const to = `${'../'.repeat(depth)}picked/${directory}`
    return chunks(names).map(
      some => sh`(cd root && down ${directory} && mv -- ${some.map(name => `./${name}`)} ${to}) || exit`,
    )
  })
  // Modes are set from the bottom up: a mode may make the content of a directory inaccessible.
  const modes = [...made]
    .reverse()
    .map(({ place, mode }) => sh`chmod -- ${mode} ${`picked/${place}`} || exit`)
  return joinShell([
    DOWN,
    sh`mkdir picked || exit`,
    ...chunks(parents).map(some => sh`mkdir -p -- ${some.map(place => `picked/${place}`)} || exit`),
    ...moves,
    ...modes,
  ])
}

/** Refuses an archive if the number of extracted files, directories or links differs from its listing. */
function sameCounts({ counts }: MovedEntries): ShellText {
  const [files, directories, links] = counts
  return sh`count() { (cd picked && find . ! -name . -type "$1" -exec sh -c 'echo $#' sh {} +) | { n=0; while read -r i; do n=$((n + i)); done; echo "$n"; }; }
found="$(count f) files, $(count d) directories and $(count l) links"
[ "$found" = ${`${files} files, ${directories} directories and ${links} links`} ] || {
  echo ${`the archive is refused: expected ${files} files, ${directories} directories and ${links} links from its listing, extracted`} "$found" >&2; exit 1; }`
}

/**
 * Moves the extracted entries to the destination. Each directory is entered component by component before anything is
 * renamed into it, and the extracted files are accessed through a file descriptor, so that the owner of a directory
 * cannot redirect the script. Without `/proc`, or in a shell that does not pass on descriptors, they are accessed by
 * name.
 */
const MERGE = sh`exec 4<picked && from=/proc/self/fd/4
ls -d -- "$from/." >/dev/null 2>&1 || from=$PWD/picked
merge() (
  for e in "$from$1"/* "$from$1"/.[!.]* "$from$1"/..?*; do
    [ -e "$e" ] || [ -L "$e" ] || continue
    n=\${e##*/}
    if [ -d "$e" ] && [ ! -L "$e" ] && { [ -d "./$n" ] || [ -L "./$n" ]; }; then
      (down "$n" && merge "$1/$n") || exit
    else d_rename "$e" "./$n" || exit; fi
  done
)
${DOWN}
(cd -P .. && merge '') || exit`

/** Sets owner and mode of everything that is moved to the destination. */
function attributeSteps({ mode, owner, group, keepsSetId }: Extraction): ShellText[] {
  const account = accountOf({ owner, group })
  const steps: ShellText[] = []
  if (account !== undefined) {
    // chown removes these bits, so chmod sets them again.
    for (const [which, bits] of keepsSetId ? SET_ID : []) {
      steps.push(
        sh`find picked -type f ${which} -exec chown -- ${account} {} ';' -exec chmod -- ${bits} {} ';' || exit`,
      )
    }
    const rest = keepsSetId ? sh`'(' ! -type f -o ! -perm -4000 ! -perm -2000 ')'` : sh``
    steps.push(sh`find picked ${rest} -exec chown -h -- ${account} {} + || exit`)
  }
  if (mode !== undefined) {
    steps.push(sh`find picked -type f -exec chmod -- ${mode} {} + || exit
find picked -depth -type d ! -path picked -exec chmod -- ${directoryMode(mode)} {} + || exit`)
  }
  return steps
}

const SET_ID: readonly (readonly [which: ShellText, bits: string])[] = [
  [sh`-perm -4000 -perm -2000`, 'u+s,g+s'],
  [sh`-perm -4000 ! -perm -2000`, 'u+s'],
  [sh`-perm -2000 ! -perm -4000`, 'g+s'],
]

/** Sets owner and mode of directories that already exist at the destination. */
function directorySteps({ directories, owner, group }: Extraction): ShellText[] {
  const account = accountOf({ owner, group })
  return directories.map(({ place, mode }) => {
    const steps = [
      ...(account === undefined ? [] : [sh`chown -- ${account} .`]),
      ...(mode === undefined ? [] : [sh`chmod -- ${mode} .`]),
    ]
    return sh`(cd -P .. && down ${place} && ${joinShell(steps, ' && ')}) || exit`
  })
}

function chunks<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / 200) }, (_, part) =>
    items.slice(part * 200, part * 200 + 200),
  )
}
