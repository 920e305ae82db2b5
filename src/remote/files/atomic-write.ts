import { basename, dirname } from 'node:path'
import { assertDefined } from '../../base/assert-defined.ts'
import { printedFields } from '../../shell/printed-fields.ts'
import { joinShell, quote, type ShellText, sh, ShellText as Text } from '../../shell/quote.ts'
import type { FileWrite } from './file-write.ts'
import { inFolder, inSpool, type StagingDirectory } from './staging-directory.ts'

/** Before the shell itself writes: a limit on file sizes must be an error like others, and must not kill the shell. */
export const WITHOUT_SIGNAL = sh`command trap '' XFSZ 2>/dev/null`

/** The script that makes the folder, a small file in it, and puts that in place. */
export function putSmall(file: FileWrite, folder: StagingDirectory, bytes: Buffer): ShellText {
  return joinShell([
    inFolder(dirname(file.path), folder),
    // Unless a command validates it, no later step needs it to be more open.
    file.validate === undefined
      ? sh`umask 077; ${makeNew(bytes)}`
      : sh`(umask 077; ${makeNew(bytes)}) || exit`,
    putSteps(file, folder),
  ])
}

/** Creates the file `new`, and ends the script if it is incomplete; the error message of `cat` explains it best. */
function makeNew(bytes: Buffer): ShellText {
  return sh`${WITHOUT_SIGNAL}
bytes() ${printedFields(bytes)}
bytes 2>/dev/null >new; test "$(wc -c <new)" -eq ${bytes.length} || { bytes 2>/dev/null | cat >new; echo ${`not all of ${bytes.length} bytes could be written`} >&2; d_report_full; exit 1; }`
}

/**
 * The script that creates the folder and several small files of one directory in it, and moves them into place
 * one right after the other: all of them, or none if one of them fails.
 */
export function putTogether(
  files: readonly { readonly file: FileWrite; readonly bytes: Buffer }[],
  folder: StagingDirectory,
): ShellText {
  const [first] = files
  return joinShell([
    inFolder(dirname(first?.file.path ?? '/'), folder),
    ...files.flatMap(({ file, bytes }, number) => [
      sh`(umask 077; mkdir ${number} && cd ${number} || { d_report_full; exit 1; }
${makeNew(bytes)}) || exit
(cd ${number} || exit 1`,
      ...prepared(file, `../../${basename(file.path)}`, `${folder.path}/${number}`),
      // The existing file may have to be restored.
      sh`if test -e "$n" || test -L "$n"; then ln -T -- "$n" old 2>/dev/null || cp -pP -- "$n" old || exit 1; fi) || exit`,
    ]),
    sh`back() {
s=$?
while test $# -gt 1; do if test -e "$1/old" || test -L "$1/old"; then d_rename "$1/old" "$2"; else rm -f -- "$2"; fi; shift 2; done
exit "$s"
}`,
    UNLESS_REPLACED,
    ...files.map(({ file }, number) => {
      const done = files.slice(0, number).flatMap((each, at) => [at, `../${basename(each.file.path)}`])
      return sh`p=${file.path} n=${`../${basename(file.path)}`}; ${renameTo(`${number}/new`, sh`back ${done}`)}`
    }),
    sh`exit 0`,
  ])
}

/** The script that puts a spooled file in place; it starts in its folder. */
export function putFromSpool(file: FileWrite, folder: StagingDirectory): ShellText {
  return inSpool(folder, putSteps(file, folder))
}

/** The script that has another one make the file, at `"$t"`, and puts it in place. */
export function putMade(file: FileWrite, folder: StagingDirectory, made: ShellText): ShellText {
  return joinShell([
    inFolder(dirname(file.path), folder),
    sh`(umask 077; t=./new`,
    made,
    sh`) || { s=$?; d_report_full; exit "$s"; }`,
    putSteps(file, folder),
  ])
}

// safety: a file is not installed after a later session has taken over
/** Before a rename: what a session was sent before another took its place is not done any more. */
export const UNLESS_REPLACED = sh`! d_is_lock_lost || { echo 'a later session of this run took over: nothing was written' >&2; exit 1; }`

/** Owner, mode and label first, then validation, then the rename: any failure leaves the target unchanged. */
function putSteps(file: FileWrite, folder: StagingDirectory): ShellText {
  const steps = prepared(file, `../${basename(file.path)}`, folder.path)
  return joinShell([...steps, UNLESS_REPLACED, renameTo('new', sh`exit 1`), sh`exit 0`])
}

/** The file `new` of a folder made ready to take the place `target`, which is left as it is. */
function prepared(file: FileWrite, target: string, folder: string): ShellText[] {
  const { path, mode, owner, group, validate, backup, replaces, content } = file
  const account = accountOf({ owner, group })
  return [
    sh`n=${target} p=${path}`,
    // safety: a file is not moved into a directory at its target path
    // safety: a pipe or device at the target path is not replaced
    // A link is replaced itself, wherever it leads.
    sh`if test -L "$n"; then :
elif test -d "$n"; then echo ${`${path} is a directory`} >&2; exit 1
elif test -e "$n" && ! test -f "$n"; then echo ${`${path} is not a regular file`} >&2; exit 1
fi`,
    ...(account === undefined ? [] : [sh`test "$d_owner" = ${account} || chown -- ${account} new || exit 1`]),
    KEEP_ATTRIBUTES,
    // safety: the mode of a file is set before it is renamed
    sh`chmod -- ${mode} new && d_check_mode ${mode} "$p" || exit 1`,
    sh`if test -e /sys/fs/selinux/enforce; then
if test -n "$d_keeps_attributes"; then chcon --reference="$n" -- new
else l=$(matchpathcon -n -- ${path}) && chcon -- "$l" new; fi
fi 2>/dev/null`,
    ...(validate === undefined ? [] : [judge(validate, `${folder}/new`)]),
    // GNU and busybox dd: the bytes are on the disk before the name is. If it cannot, the rename is still whole.
    // safety: a file is flushed to disk before it is renamed
    sh`e=$(dd if=/dev/null of=new bs=1 count=0 conv=notrunc,fsync 2>&1) || ${onDisk(sh`"$e"`)}`,
    // safety: a file that changed after it was checked is not replaced
    ...(replaces === undefined ? [] : [unchanged(path, replaces, isLarge(content))]),
    ...(backup ? [BACKUP] : []),
  ]
}

/** The operand for chown; undefined if the creator keeps the file. */
export function accountOf({ owner, group }: Pick<FileWrite, 'owner' | 'group'>): string | undefined {
  if (owner === undefined && group === undefined) return undefined
  return `${owner ?? ''}${group === undefined ? '' : `:${group}`}`
}

// safety: an ACL is kept only if no other user could have created the file
/**
 * The attributes of the old file beyond its mode: ACLs, and with GNU cp all other attributes, including
 * capabilities. Only if no user except root and this one could have set them, or placed that file there.
 */
const KEEP_ATTRIBUTES = sh`d_keeps_attributes=
if test -f "$n" && ! test -L "$n" && test -n "$d_is_safe" && d_is_trusted "$n"; then d_keeps_attributes=1
e=$(cp --attributes-only --preserve=mode,xattr -- "$n" new 2>&1) || { ${onDisk(sh`"$e"`)}; getfacl -c -- "$n" 2>/dev/null | setfacl --set-file=- -- new 2>/dev/null; }; fi`

/** Before what is added to the name of a file that is kept. */
const KEPT = 'kept as '

/** The paths of backups of replaced files, for all files with `backup`, in order. */
export function keptPaths(files: readonly FileWrite[], said: string): string[] {
  const suffixes = [...said.matchAll(new RegExp(`^${KEPT}(.*)$`, 'gm'))].map(([, suffix = '']) => suffix)
  const replaced = files.filter(({ backup, replaces }) => backup && replaces !== null)
  return suffixes.map(
    (suffix, at) => `${assertDefined(replaced[at], 'a file that was replaced').path}${suffix}`,
  )
}

/** Sets `$b` to the name of a backup of `$n`, without its last `~`. */
export const NAME_BACKUP = sh`b=$n.$(date -u +%Y-%m-%dT%H%M%SZ) || exit 1
if test -e "$b~"; then b=$b.$$; fi`

/** The old file under its new name is the very same file, not a copy that could be interrupted. */
const BACKUP = sh`if test -e "$n" || test -L "$n"; then
${NAME_BACKUP}
ln -T -- "$n" "$b~" 2>/dev/null || { cp -pP -- "$n" old && d_rename old "$b~"; } || exit 1
printf '%s%s\\n' ${KEPT} "\${b#"$n"}~"
fi`

/** Flags of a file say why it cannot be replaced better than what mv says. */
function renameTo(made: string, orElse: ShellText): ShellText {
  return sh`d_rename ${made} "$n" || {
l=$(lsattr -d -- "$n" 2>/dev/null)
case \${l%% *} in *i*) echo "$p is immutable" >&2;; *a*) echo "$p is append-only" >&2;; esac
d_report_full; false; ${orElse}
}`
}

/** Fails if a tool reports that it could not write the data to disk, but not if it does not support that. */
export function onDisk(said: ShellText): ShellText {
  return sh`case ${said} in *'Input/output error'* | *'No space left'* | *'uota exceeded'*) echo ${said} >&2; exit 1;; esac`
}

/** Begins what the host says of a file that `validate` does not accept. */
export const REFUSED_BY = 'the new file was refused by: '

/** The user's own command; the path is unquoted if possible, since users write `'%s'` as well as `%s`. */
function judge(validate: string, path: string): ShellText {
  const refused = sh`{ echo ${`${REFUSED_BY}${validate}`} >&2; exit 1; }`
  // safety: a file that `validate` rejects is not installed
  return sh`/bin/sh -c ${validate.replaceAll('%s', () => quote(path))} </dev/null || ${refused}`
}

/** Bytes from which openssl, the fastest tool for digests, makes up for the time that it takes to start. */
const LARGE = 10_000_000

/** The old file is probably as large as the new one. */
function isLarge(content: FileWrite['content']): boolean {
  return typeof content === 'object' && 'size' in content && content.size >= LARGE
}

function unchanged(path: string, sha256: string | null, isLarge: boolean): ShellText {
  const refuse = sh`{ echo ${`${path} has changed since it was checked`} >&2; exit 1; }`
  if (sha256 === null) return sh`if test -e "$n" || test -L "$n"; then ${refuse}; fi`
  const openssl = 'openssl dgst -sha256 -r'
  const others = ['sha256sum', 'shasum -a 256', 'sha256 -q']
  const tools = isLarge ? [openssl, ...others] : [...others, openssl]
  const digest = new Text(tools.map(tool => `h=$(${tool} <"$n" 2>/dev/null)`).join(' || '))
  return sh`test -f "$n" || ${refuse}
if ${digest}; then test "\${h%% *}" = ${sha256} || ${refuse}; fi`
}
