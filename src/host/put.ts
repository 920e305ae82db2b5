import { basename, dirname } from 'node:path'
import type { FileWrite } from './host.ts'
import { joinShell, quote, type ShellText, sh, ShellText as Text } from './shell.ts'

/**
 * A private folder beside the target, 0700 and made by us alone: whatever the owner of the directory around it does
 * meanwhile, no link can come in the way of the new file, and `..` is still where the target belongs.
 */
export interface Folder {
  /** Absolute. */
  readonly path: string
  /** What the names of all folders of this host begin with; a process id follows, so that stale ones are known. */
  readonly prefix: string
}

/** The private folder made, and the script in it, to be left as it came. */
export function inFolder(directory: string, folder: Folder): ShellText {
  const name = `./${basename(folder.path)}`
  return joinShell([
    sh`cd -- ${directory} && (umask 077; mkdir -- ${name}) && cd -- ${name} && d_mine || exit 1`,
    removal(folder),
  ])
}

/** The script that makes the folder, takes the content from its input, and puts it in place. */
export function putFromInput(file: FileWrite, folder: Folder, size: number): ShellText {
  return joinShell([
    inFolder(dirname(file.path), folder),
    sh`(umask 077; cat >new) && test "$(wc -c <new)" -eq ${size} || { echo ${`not all of ${size} bytes could be written`} >&2; exit 1; }`,
    putSteps(file, folder),
  ])
}

/** The script that puts a spooled file in place; it starts in its folder. */
export function putFromSpool(file: FileWrite, folder: Folder): ShellText {
  return joinShell([removal(folder), putSteps(file, folder)])
}

/** The folder goes, whatever happens; so do those that a killed session of this host left here. */
function removal({ path, prefix }: Folder): ShellText {
  const name = quote(`./${basename(path)}`)
  return joinShell([
    sh`trap ${`cd .. && rm -rf -- ${name}`} EXIT`,
    sh`trap 'exit 1' HUP INT TERM`,
    sh`for o in ../${prefix}*; do q=\${o#../${prefix}}; q=\${q%%-*}
case $q in '' | *[!0-9]*) continue;; esac
kill -0 "$q" 2>/dev/null || { test -d "$o" && ! test -L "$o" && rm -rf -- "$o" 2>/dev/null; }
done`,
  ])
}

/** Owner, mode and label first, then the judges, then the rename: whatever fails leaves the target as it was. */
function putSteps(file: FileWrite, folder: Folder): ShellText {
  const { path, mode, owner, group, validate, backup, replaces } = file
  const account = accountOf({ owner, group })
  return joinShell([
    sh`n=${`../${basename(path)}`}`,
    // A link is replaced itself, wherever it leads.
    sh`if test -L "$n"; then :
elif test -d "$n"; then echo ${`${path} is a directory`} >&2; exit 1
elif test -e "$n" && ! test -f "$n"; then echo ${`${path} is not a regular file`} >&2; exit 1
fi`,
    ...(account === undefined ? [] : [sh`chown -- ${account} new || exit 1`]),
    KEEP_ACL,
    sh`chmod -- ${mode} new || exit 1`,
    sh`if test -e /sys/fs/selinux/enforce; then
if test -f "$n" && ! test -L "$n"; then chcon --reference="$n" -- new
else l=$(matchpathcon -n -- ${path}) && chcon -- "$l" new; fi
fi 2>/dev/null`,
    ...(validate === undefined ? [] : [judge(validate, `${folder.path}/new`)]),
    // GNU and busybox dd: the bytes are on the disk before the name is. Where it cannot, the rename is still whole.
    sh`dd if=/dev/null of=new bs=1 count=0 conv=notrunc,fsync 2>/dev/null`,
    ...(replaces === undefined ? [] : [unchanged(path, replaces)]),
    ...(backup ? [BACKUP] : []),
    RENAME,
    sh`exit 0`,
  ])
}

/** What chown is told; undefined where the maker of a file keeps it. */
export function accountOf({ owner, group }: Pick<FileWrite, 'owner' | 'group'>): string | undefined {
  if (owner === undefined && group === undefined) return undefined
  return `${owner ?? ''}${group === undefined ? '' : `:${group}`}`
}

/** Access lists that the old file has beyond its mode. */
const KEEP_ACL = sh`if test -f "$n" && ! test -L "$n"; then case $(ls -ld -- "$n") in
??????????+*) getfacl -c -- "$n" 2>/dev/null | setfacl --set-file=- -- new 2>/dev/null;;
esac; fi`

/** The old file under its new name is the very same file, not a copy that could be cut off. */
const BACKUP = sh`if test -e "$n" || test -L "$n"; then
b=$n.$(date -u +%Y-%m-%dT%H%M%SZ)
if test -e "$b~"; then b=$b.$$; fi
ln -- "$n" "$b~" 2>/dev/null || cp -pP -- "$n" "$b~" || { rm -f -- "$b~"; exit 1; }
fi`

/** Never into a directory, which a plain mv would go into. */
const RENAME = sh`mv -fT -- new "$n" 2>/dev/null || {
if test -d "$n"; then test -L "$n" && rm -f -- "$n" || { echo "$n has become a directory" >&2; exit 1; }; fi
mv -f -- new "$n" || exit 1
}`

/** The user's own command; the path is bare where it can be, since users write `'%s'` as well as `%s`. */
function judge(validate: string, path: string): ShellText {
  const refused = sh`{ echo ${`the new file was refused by: ${validate}`} >&2; exit 1; }`
  return sh`/bin/sh -c ${validate.replaceAll('%s', () => quote(path))} </dev/null || ${refused}`
}

function unchanged(path: string, sha256: string | null): ShellText {
  const refuse = sh`{ echo ${`${path} was changed by someone else since it was looked at`} >&2; exit 1; }`
  if (sha256 === null) return sh`if test -e "$n" || test -L "$n"; then ${refuse}; fi`
  const tools = ['sha256sum', 'shasum -a 256', 'sha256 -q', 'openssl dgst -sha256 -r']
  const digest = new Text(tools.map(tool => `h=$(${tool} <"$n" 2>/dev/null)`).join(' || '))
  return sh`test -f "$n" || ${refuse}
if ${digest}; then test "\${h%% *}" = ${sha256} || ${refuse}; fi`
}
