import { createHash, randomBytes } from 'node:crypto'
import { basename, join } from 'node:path'
import { joinShell, quote, type ShellText, sh } from '../../shell/quote.ts'

/**
 * A private directory next to the target, with mode 0700, created by this session. Whatever the owner of the parent
 * directory does in the meantime, no link can redirect the new file, and `..` remains the directory of the target.
 */
export interface StagingDirectory {
  /** The absolute path of the directory. */
  readonly path: string
  /**
   * The prefix of the names of all staging directories of this host. A process id follows, from which stale
   * directories are recognized.
   */
  readonly prefix: string
}

/** Returns a new staging directory in `directory`, for the shell with this process id on a host. Creates nothing. */
export function folderIn(directory: string, host: string, pid: number): StagingDirectory {
  const prefix = folderPrefix(host)
  // The random part ensures that no other user can have created the directory; the host and process id identify its
  // owner.
  return { prefix, path: join(directory, `${prefix}${pid}-${randomBytes(8).toString('hex')}`) }
}

/** Returns the prefix of the names of all staging directories of a host. */
export function folderPrefix(host: string): string {
  return `.drover-${createHash('sha256').update(host).digest('hex').slice(0, 8)}-`
}

/** Returns a script that creates the staging directory, makes it the working directory, and removes it at the end. */
export function inFolder(directory: string, folder: StagingDirectory): ShellText {
  const name = `./${basename(folder.path)}`
  return joinShell([
    sh`d_enter ${directory} && (umask 077; mkdir -- ${name}) && cd -- ${name} || { d_report_full; exit 1; }`,
    removal(folder),
  ])
}

/**
 * Returns a script for a staging directory that exists and is the working directory; the uploaded file is `new` in
 * it.
 */
export function inSpool(folder: StagingDirectory, script: ShellText): ShellText {
  return joinShell([removal(folder), script])
}

/**
 * Returns a script that removes the staging directory when the shell ends, in any case, and removes those that killed
 * sessions of this host left next to it.
 */
function removal({ path, prefix }: StagingDirectory): ShellText {
  const name = quote(`./${basename(path)}`)
  return joinShell([
    sh`trap ${`cd -P .. && rm -rf -- ${name}`} EXIT`,
    sh`trap 'exit 1' HUP INT TERM`,
    // safety: the staging directory is verified before it is used
    sh`d_is_private || exit`,
    SWEEP,
    sh`sweep ${`../${prefix}`}`,
  ])
}

/**
 * Defines the shell function `sweep PREFIX`, which removes the staging directories of killed sessions whose paths
 * start with PREFIX.
 */
export const SWEEP = sh`sweep() { for o in "$1"*; do q=\${o#"$1"}; q=\${q%%-*}
case $q in '' | *[!0-9]*) continue;; esac
kill -0 "$q" 2>/dev/null || { test -d "$o" && ! test -L "$o" && rm -rf -- "$o" 2>/dev/null; }
done; }`
