import { basename, dirname } from 'node:path'
import { assertDefined } from '../../base/assert-defined.ts'
import { printedFields } from '../../shell/printed-fields.ts'
import { joinShell, quote, type ShellText, sh, ShellText as Text } from '../../shell/quote.ts'
import type { FileWrite } from './file-write.ts'
import { inFolder, inSpool, type StagingDirectory } from './staging-directory.ts'

/**
 * Ignores SIGXFSZ before the shell itself writes: exceeding a limit on file sizes must be an ordinary error, and must
 * not kill the shell.
 */
export const WITHOUT_SIGNAL = sh`command trap '' XFSZ 2>/dev/null`

/**
 * Returns the script that creates the staging directory, writes a small file in it, and moves the file into place.
 */
export function putSmall(file: FileWrite, folder: StagingDirectory, bytes: Buffer): ShellText {
  return joinShell([
    inFolder(dirname(file.path), folder),
    // Without `validate`, no later command needs a more open umask.
    file.validate === undefined
      ? sh`umask 077; ${makeNew(bytes)}`
      : sh`(umask 077; ${makeNew(bytes)}) || exit`,
    putSteps(file, folder),
  ])
}

/**
 * Creates the file `new`. If it is incomplete, ends the script with the error message of `cat`, which is the
 * clearest.
 */
function makeNew(bytes: Buffer): ShellText {
  return sh`${WITHOUT_SIGNAL}
bytes() ${printedFields(bytes)}
bytes 2>/dev/null >new; test "$(wc -c <new)" -eq ${bytes.length} || { bytes 2>/dev/null | cat >new; echo ${`not all of ${bytes.length} bytes could be written`} >&2; d_report_full; exit 1; }`
}

/**
 * Returns the script that creates several small files in the staging directory and moves them into place one right
 * after the other: all of them, or none if one of them fails.
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
      // The existing file is kept as `old`, since it may have to be restored.
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

/**
 * Returns the script that moves an uploaded file into place. It runs in the staging directory, which has the file.
 */
export function putFromSpool(file: FileWrite, folder: StagingDirectory): ShellText {
  return inSpool(folder, putSteps(file, folder))
}

/** Returns the script that runs the script `made` to create the file, at `"$t"`, and moves that into place. */
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
/**
 * Fails, just before a rename, if a later session has replaced this one: then nothing that this session was sent may
 * be executed any more.
 */
export const UNLESS_REPLACED = sh`! d_is_lock_lost || { echo 'a later session of this run took over: nothing was written' >&2; exit 1; }`

/** Sets owner, mode and label first, then validates, then renames: after any failure the target is unchanged. */
function putSteps(file: FileWrite, folder: StagingDirectory): ShellText {
  const steps = prepared(file, `../${basename(file.path)}`, folder.path)
  return joinShell([...steps, UNLESS_REPLACED, renameTo('new', sh`exit 1`), sh`exit 0`])
}

/** Returns the steps that prepare the file `new` to replace `target`; they do not change `target`. */
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
    ...(validate === undefined ? [] : [validateBy(validate, `${folder}/new`)]),
    // Flushes the data to disk before the rename, with GNU or busybox dd. If dd does not support that, the rename is
    // still atomic.
    // safety: a file is flushed to disk before it is renamed
    sh`e=$(dd if=/dev/null of=new bs=1 count=0 conv=notrunc,fsync 2>&1) || ${onDisk(sh`"$e"`)}`,
    // safety: a file that changed after it was checked is not replaced
    ...(replaces === undefined ? [] : [unchanged(path, replaces, isLarge(content))]),
    ...(backup ? [BACKUP] : []),
  ]
}

/** Returns the operand for chown; undefined if the file keeps its creator as owner. */
export function accountOf({ owner, group }: Pick<FileWrite, 'owner' | 'group'>): string | undefined {
  if (owner === undefined && group === undefined) return undefined
  return `${owner ?? ''}${group === undefined ? '' : `:${group}`}`
}

// safety: an ACL is kept only if no other user could have created the file
/**
 * Copies the attributes of the old file other than its mode: ACLs, and with GNU cp all others, including
 * capabilities. Only if no user except root and this one could have set them, or created that file.
 */
const KEEP_ATTRIBUTES = sh`d_keeps_attributes=
if test -f "$n" && ! test -L "$n" && test -n "$d_is_safe" && d_is_trusted "$n"; then d_keeps_attributes=1
e=$(cp --attributes-only --preserve=mode,xattr -- "$n" new 2>&1) || { ${onDisk(sh`"$e"`)}; getfacl -c -- "$n" 2>/dev/null | setfacl --set-file=- -- new 2>/dev/null; }; fi`

/** The prefix of the line that prints the suffix of a backup's name. */
const KEPT = 'kept as '

/** Returns the paths of the backups of replaced files, in the order of the files. */
export function backupPaths(files: readonly FileWrite[], said: string): string[] {
  const suffixes = [...said.matchAll(new RegExp(`^${KEPT}(.*)$`, 'gm'))].map(([, suffix = '']) => suffix)
  const replaced = files.filter(({ backup, replaces }) => backup && replaces !== null)
  return suffixes.map(
    (suffix, at) => `${assertDefined(replaced[at], 'a file that was replaced').path}${suffix}`,
  )
}

/** Sets `$b` to the name of a backup of `$n`, without its last `~`. */
export const NAME_BACKUP = sh`b=$n.$(date -u +%Y-%m-%dT%H%M%SZ) || exit 1
if test -e "$b~"; then b=$b.$$; fi`

/** The backup is a hard link to the old file if possible, since a copy could be interrupted. */
const BACKUP = sh`if test -e "$n" || test -L "$n"; then
${NAME_BACKUP}
ln -T -- "$n" "$b~" 2>/dev/null || { cp -pP -- "$n" old && d_rename old "$b~"; } || exit 1
printf '%s%s\\n' ${KEPT} "\${b#"$n"}~"
fi`

/** Returns the rename. If it fails, the flags of the file explain the reason better than the message of mv. */
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

/** The prefix of the host's message about a file that `validate` rejects. */
export const REFUSED_BY = 'the new file was refused by: '

/** Returns the user's own command. The path in it is unquoted if possible, since users write both `'%s'` and `%s`. */
function validateBy(validate: string, path: string): ShellText {
  const refused = sh`{ echo ${`${REFUSED_BY}${validate}`} >&2; exit 1; }`
  // safety: a file that `validate` rejects is not installed
  return sh`/bin/sh -c ${validate.replaceAll('%s', () => quote(path))} </dev/null || ${refused}`
}

/**
 * The size, in bytes, from which openssl computes a digest faster than the other tools, including the time that it
 * takes to start.
 */
const LARGE = 10_000_000

/** Returns whether the old file is probably large, which it is if the new one is. */
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
