import { joinShell, ShellText, sh } from '../host/shell.ts'
import type { Attributes } from './attributes.ts'

/**
 * A shell function `into_place TEMP PATH`: renames over whatever is at the path, itself and not what a link there
 * leads to; a directory stops it unless it is empty.
 */
export const INTO_PLACE = new ShellText(`into_place() {
  if [ -d "$2" ] && [ ! -L "$2" ]; then rmdir "$2" || return; fi
  mv -fT "$1" "$2" 2>/dev/null && return
  # Without -T, mv would move into a directory that a link leads to.
  if [ -L "$2" ] && [ -d "$2" ]; then rm -f "$2" || return; fi
  mv -f "$1" "$2"
}`)

/** A file that is made on the host itself and shall stand at `path`. */
export interface Placement extends Attributes {
  readonly path: string
  /** Four octal digits. */
  readonly mode: string
  /** Shell that writes the file to `"$t"`; a failure of it ends the script. */
  readonly produce: ShellText
  readonly backup?: boolean | undefined
  /** A command that judges the file before it is put in place; `%s` stands for its path. */
  readonly validate?: string | undefined
}

/** The script that makes a file beside its place, gives it owner and mode, and renames it there. */
export function placeOnHost({ path, mode, owner, group, produce, backup, validate }: Placement): ShellText {
  const directory = path.replace(/\/[^/]*$/, '') || '/'
  const account =
    owner === undefined && group === undefined
      ? undefined
      : `${owner ?? ''}${group === undefined ? '' : `:${group}`}`
  return joinShell([
    INTO_PLACE,
    sh`umask 077
p=${path} d=${directory}
[ -d "$d" ] || { echo "the directory $d does not exist" >&2; exit 1; }
if [ -d "$p" ] && [ ! -L "$p" ]; then echo "$p is a directory" >&2; exit 1; fi
t=$(mktemp "\${d%/}/.drover-XXXXXX") || exit 1
trap 'rm -f "$t"' EXIT
trap 'exit 1' HUP INT TERM`,
    sh`{
${produce}
} || exit`,
    ...(account === undefined ? [] : [sh`chown -- ${account} "$t" || exit`]),
    sh`chmod -- ${mode} "$t" || exit`,
    ...(validate === undefined
      ? []
      : [
          sh`sh -c ${validate.replaceAll('%s', '"$1"')} sh "$t" </dev/null || { echo "the new file was refused by" ${validate} >&2; exit 1; }`,
        ]),
    ...(backup ? [sh`if [ -e "$p" ]; then cp -p "$p" "$p.$(date -u +%Y-%m-%dT%H%M%SZ)~" || exit; fi`] : []),
    sh`command -v restorecon >/dev/null 2>&1 && [ -e /sys/fs/selinux/enforce ] && chcon "$(matchpathcon -n "$p" 2>/dev/null)" "$t" 2>/dev/null
into_place "$t" "$p" || exit
trap - EXIT`,
  ])
}

/** The script that makes the directories above a path where they are missing, with mode 0755. */
export function makeParents(path: string): ShellText {
  return sh`umask 022; mkdir -p -- ${path.replace(/\/[^/]*$/, '') || '/'}`
}
