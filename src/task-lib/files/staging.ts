import { programText } from '../../base/program-text.ts'
import { folderPrefix, SWEEP } from '../../remote/files/staging-directory.ts'
import { joinShell, ShellText, sh } from '../../shell/quote.ts'

/**
 * A shell function `into_place TEMP PATH`: renames over whatever is at the path, itself and not what a link there
 * leads to; a directory stops it unless it is empty.
 */
export const INTO_PLACE = new ShellText(`into_place() {
  if [ -d "$2" ] && [ ! -L "$2" ]; then rmdir "$2" || return; fi
  d_rename "$1" "$2"
}`)

/** A shell function `make_directories PATH MODE ACCOUNT PREFIX`; it ends in the directory. */
const MAKE_DIRECTORIES = new ShellText(programText(new URL('./make-directories.sh', import.meta.url)))

/** A new directory with its initial attributes. */
export interface NewDirectory {
  readonly path: string
  readonly mode: string
  /** Owner and group as an operand of chown, also for missing parent directories. */
  readonly account?: string | undefined
}

/** The script that creates the directory and its missing parents, on a host of that name; it stays in it. */
export function makeDirectories(directory: NewDirectory, host: string): ShellText {
  return sh`${SWEEP}
${MAKE_DIRECTORIES}
${callFor(directory, host)} || exit`
}

/** The script that makes directories, each after those that it is in; what is missing above one belongs to its maker. */
export function makeEach(directories: readonly NewDirectory[], host: string): ShellText {
  const steps = directories.map(
    each =>
      sh`(${callFor({ path: parentOf(each.path), mode: '0755' }, host)} && ${callFor(each, host)}) || exit`,
  )
  return joinShell([SWEEP, MAKE_DIRECTORIES, ...steps])
}

function callFor({ path, mode, account = '' }: NewDirectory, host: string): ShellText {
  return sh`make_directories ${path} ${mode} ${account} ${folderPrefix(host)}`
}

/** The script that creates the missing parents of a path, with mode 0755, on a host of that name. */
export function makeParents(path: string, host = ''): ShellText {
  return makeDirectories({ path: parentOf(path), mode: '0755' }, host)
}

/** The script that makes a private folder in a directory and goes there; it is gone when the script ends. */
export function privateFolder(host: string, directory: string): ShellText {
  const prefix = folderPrefix(host)
  // A folder of that name is of a killed session whose process had the same id, as in a container that was restarted.
  return sh`[ -d ${directory} ] || { echo ${`Destination directory ${directory} does not exist`} >&2; exit 1; }
d_enter ${directory} || exit
f=./${prefix}$$-own
[ ! -d "$f" ] || [ -L "$f" ] || rm -rf -- "$f"
(umask 077; mkdir -- "$f") && cd -- "$f" || exit
trap 'cd -P .. && rm -rf -- "$f"' EXIT
trap 'exit 1' HUP INT TERM
d_is_private || exit
${SWEEP}
sweep ${`../${prefix}`}`
}

/** Whether a program may be started from the folder: a file system may be mounted `noexec`. */
const RUNS = sh`(umask 077; printf '#!/bin/sh\n' > "$d/runs") && chmod 0700 "$d/runs" && "$d/runs" 2>/dev/null && rm -f -- "$d/runs"`

/**
 * The script that creates a private temporary folder in the first directory that is writable, has enough space
 * and, if required, allows execution, and removes what killed sessions left there. `$d` is its path, empty if
 * there is no such directory; the caller removes it.
 */
export function temporaryFolder(
  host: string,
  { size = 0, runsPrograms = false }: { readonly size?: number; readonly runsPrograms?: boolean } = {},
): ShellText {
  const prefix = folderPrefix(host)
  return sh`${SWEEP}
d=
for base in "\${TMPDIR:-/tmp}" /run /dev/shm /var/tmp "$HOME"; do
  sweep "$base/"${prefix}
  set -- $(df -Pk -- "$base" 2>/dev/null | tail -n 1)
  case \${4-} in '' | *[!0-9]*) ;; *) [ "$4" -gt ${Math.ceil(size / 1024)} ] || continue;; esac
  d=$(umask 077; mktemp -d "$base/"${prefix}"$$-XXXXXX" 2>/dev/null) && ${runsPrograms ? RUNS : sh`:`} && break
  [ -z "$d" ] || rm -rf -- "$d"
  d=
done`
}

/** The directory that a path is in. */
export function parentOf(path: string): string {
  return path.replace(/\/[^/]*$/, '') || '/'
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
