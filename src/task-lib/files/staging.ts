import { programText } from '../../base/program-text.ts'
import { folderPrefix, SWEEP } from '../../remote/files/staging-directory.ts'
import { joinShell, ShellText, sh } from '../../shell/quote.ts'

/**
 * Shell function `into_place TEMP PATH`: renames TEMP to PATH and replaces what exists there. A link at PATH is
 * replaced itself, not its target. Fails for a directory that is not empty.
 */
export const INTO_PLACE = new ShellText(`into_place() {
  if [ -d "$2" ] && [ ! -L "$2" ]; then rmdir "$2" || return; fi
  d_rename "$1" "$2"
}`)

/** Shell function `make_directories PATH MODE ACCOUNT PREFIX`, which creates a directory and changes to it. */
const MAKE_DIRECTORIES = new ShellText(programText(new URL('./make-directories.sh', import.meta.url)))

/** A new directory with its initial attributes. */
export interface NewDirectory {
  readonly path: string
  readonly mode: string
  /** Owner and group as an operand of chown; also applied to missing parent directories. */
  readonly account?: string | undefined
}

/**
 * Returns the script that creates a directory with its missing parents and changes to it. `host` is the name of the
 * host.
 */
export function makeDirectories(directory: NewDirectory, host: string): ShellText {
  return sh`${SWEEP}
${MAKE_DIRECTORIES}
${callFor(directory, host)} || exit`
}

/**
 * Returns the script that creates directories, which must be listed after their parents. Other missing parents get
 * mode 0755 and belong to the session's user.
 */
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

/** Returns the script that creates the missing parents of a path with mode 0755. `host` is the name of the host. */
export function makeParents(path: string, host = ''): ShellText {
  return makeDirectories({ path: parentOf(path), mode: '0755' }, host)
}

/**
 * Returns the script that creates a private folder in a directory and changes to it. The folder is removed when the
 * script ends.
 */
export function privateFolder(host: string, directory: string): ShellText {
  const prefix = folderPrefix(host)
  // An existing folder of this name is left from a killed session whose process had the same ID, as in a restarted
  // container.
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

/** Shell condition: whether programs can be executed from the folder. A file system may be mounted `noexec`. */
const RUNS = sh`(umask 077; printf '#!/bin/sh\n' > "$d/runs") && chmod 0700 "$d/runs" && "$d/runs" 2>/dev/null && rm -f -- "$d/runs"`

/**
 * Returns the script that creates a private temporary folder in the first suitable directory: one that is writable,
 * has enough space and, if required, allows execution. It also removes what killed sessions left there. `$d` is the
 * path of the folder, empty if no directory is suitable. The caller must remove it.
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

/** Returns the directory that contains a path. */
export function parentOf(path: string): string {
  return path.replace(/\/[^/]*$/, '') || '/'
}

/** Returns the last component of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
