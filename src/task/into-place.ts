import { createHash } from 'node:crypto'
import { ShellText, sh } from '../host/shell.ts'

/**
 * A shell function `into_place TEMP PATH`: renames over whatever is at the path, itself and not what a link there
 * leads to; a directory stops it unless it is empty.
 */
export const INTO_PLACE = new ShellText(`into_place() {
  if [ -d "$2" ] && [ ! -L "$2" ]; then rmdir "$2" || return; fi
  d_rename "$1" "$2"
}`)

/**
 * A shell function `make_directories PATH MODE ACCOUNT`: makes what is missing, 0755 but for the last, and goes there step by
 * step, so that no link which somebody puts in the way is followed. It ends in the directory.
 */
const MAKE_DIRECTORIES = new ShellText(`make_directories() {
  p=$1 r=
  while ! test -d "\${p:-/}"; do r=/\${p##*/}$r p=\${p%/*}; done
  d_into "\${p:-/}" || return
  while test -n "$r"; do
    r=\${r#/} c=\${r%%/*}
    r=\${r#"$c"} m=0755 w=\${PWD%/}
    test -n "$r" || m=$2
    s=; mkdir -m "$m" -- "./$c" && s=made || test -d "./$c" || return
    cd -P "./$c" || return
    test "$PWD" = "$w/$c" || { d_moved "$w/$c"; return 1; }
    test -z "$s" || test -z "$3" || chown -- "$3" . || return
  done
}`)

/** The script that makes a directory and those above it where they are missing, and stays in it. */
export function makeDirectories(path: string, mode = '0755', account = ''): ShellText {
  return sh`${MAKE_DIRECTORIES}
make_directories ${path} ${mode} ${account} || exit`
}

/** The script that makes the directories above a path where they are missing, with mode 0755. */
export function makeParents(path: string): ShellText {
  return makeDirectories(parentOf(path))
}

/** The script that makes a link, at `./new` in a private folder beside its place; it stays in the folder. */
export function linkBeside(host: string, path: string, make: ShellText): ShellText {
  // As the session names its own folders, so that its next write sweeps what a killed session left.
  const prefix = `.drover-${createHash('sha256').update(host).digest('hex').slice(0, 8)}-`
  const directory = parentOf(path)
  return sh`[ -d ${directory} ] || { echo ${`the directory ${directory} does not exist`} >&2; exit 1; }
d_into ${directory} || exit
f=./${prefix}$$-link
(umask 077; mkdir -- "$f") && cd -- "$f" && d_mine || exit
trap 'cd -P .. && rm -rf -- "$f"' EXIT
trap 'exit 1' HUP INT TERM
${make}`
}

/** The directory that a path is in. */
export function parentOf(path: string): string {
  return path.replace(/\/[^/]*$/, '') || '/'
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
