import { basename, dirname } from 'node:path'
import { first } from '../../base/assert-defined.ts'
import { printedFields } from '../../shell/printed-fields.ts'
import { joinShell, quote, ShellText, sh } from '../../shell/quote.ts'
import { accountOf, onDisk, UNLESS_REPLACED, WITHOUT_SIGNAL } from './atomic-write.ts'
import type { FileWrite } from './file-write.ts'
import { inFolder, type StagingDirectory } from './staging-directory.ts'

/** A small file for a path that does not exist yet. */
export interface NewFile {
  readonly file: FileWrite
  readonly bytes: Buffer
}

/**
 * Returns the script that creates files of one directory at paths that do not exist yet. It starts as many processes
 * for all files as for one. It skips files that it cannot create; it then exits with a non-zero status and prints the
 * numbers of those that it created.
 */
export function putNew(files: readonly NewFile[], folder: StagingDirectory): ShellText {
  const size = files.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const all = files.map(each => nameOf(each))
  const absent = all.map(name => sh`! test -e ${`../${name}`} && ! test -L ${`../${name}`}`)
  return joinShell([
    inFolder(dirname(first(files, 'files to write').file.path), folder),
    sh`umask 077`,
    WITHOUT_SIGNAL,
    ...files.map(each => sh`${printedFields(each.bytes)} >${`./${nameOf(each)}`} || exit 1`),
    sh`${sizeOf(all)}; test "$w" = ${size} || { echo ${`not all of ${size} bytes could be written`} >&2; exit 1; }`,
    ...grouped(files, ({ file }) => accountOf(file)).map(
      ([account, some]) =>
        sh`test "$d_owner" = ${account} || chown -- ${account} ${here(some.map(nameOf))} || exit 1`,
    ),
    ...grouped(files, ({ file }) => file.mode).map(
      ([mode, some]) =>
        sh`chmod -- ${mode} ${here(some.map(nameOf))} && d_check_mode ${mode} ${first(some, 'files of a mode').file.path} || exit 1`,
    ),
    sh`if test -e /sys/fs/selinux/enforce; then
${joinShell(files.map(({ file }) => sh`l=$(matchpathcon -n -- ${file.path}) && chcon -- "$l" ${`./${basename(file.path)}`}`))}
fi 2>/dev/null`,
    // Flushes the data to disk before the renames. If `sync` does not support that, the renames are still atomic.
    // safety: files that are written together are flushed to disk before they are renamed
    sh`e=$(sync -- ${here(all)} 2>&1) || ${onDisk(sh`"$e"`)}`,
    UNLESS_REPLACED,
    sh`${joinShell(absent, ' && ')} && mv -f -- ${here(all)} ../ && exit 0`,
    ...all.map((name, number) => sh`test -e ${`./${name}`} || echo ${number}`),
    sh`exit 1`,
  ])
}

function nameOf({ file }: NewFile): string {
  return basename(file.path)
}

/** Stores the total size of files in `w`. For several files `wc` prints the sum last, before the word `total`. */
function sizeOf(names: readonly string[]): ShellText {
  if (names.length === 1) return sh`w=$(wc -c <${here(names)}); w=\${w##*[!0-9]}`
  return sh`w=$(wc -c -- ${here(names)}); w=\${w% *}; w=\${w##*[!0-9]}`
}

function here(names: readonly string[]): ShellText {
  return new ShellText(names.map(name => quote(`./${name}`)).join(' '))
}

/** Groups files by the key that `of` returns; leaves out files without a key. */
function grouped(
  files: readonly NewFile[],
  of: (file: NewFile) => string | undefined,
): [string, NewFile[]][] {
  const groups = new Map<string, NewFile[]>()
  for (const each of files) {
    const key = of(each)
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), each])
  }
  return [...groups]
}
