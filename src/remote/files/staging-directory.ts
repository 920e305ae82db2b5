import { createHash, randomBytes } from 'node:crypto'
import { basename, join } from 'node:path'
import { joinShell, quote, type ShellText, sh } from '../../shell/quote.ts'

/**
 * A private folder next to the target, 0700 and created by this session: whatever the owner of the parent
 * directory does meanwhile, no link can redirect the new file, and `..` is still the directory of the target.
 */
export interface StagingDirectory {
  /** Absolute. */
  readonly path: string
  /** What the names of all folders of this host begin with; a process id follows, so that stale ones are known. */
  readonly prefix: string
}

/** A name for a private folder in a directory, of a host and the shell with this process id there. */
export function folderIn(directory: string, host: string, pid: number): StagingDirectory {
  const prefix = folderPrefix(host)
  // The name is random, so no other user can have created it; the host and process in it identify the owner.
  return { prefix, path: join(directory, `${prefix}${pid}-${randomBytes(8).toString('hex')}`) }
}

/** What the names of all private folders of a host begin with. */
export function folderPrefix(host: string): string {
  return `.drover-${createHash('sha256').update(host).digest('hex').slice(0, 8)}-`
}

/** The private folder made, and the script in it, to be left as it came. */
export function inFolder(directory: string, folder: StagingDirectory): ShellText {
  const name = `./${basename(folder.path)}`
  return joinShell([
    sh`d_enter ${directory} && (umask 077; mkdir -- ${name}) && cd -- ${name} || { d_report_full; exit 1; }`,
    removal(folder),
  ])
}

/** A script that starts in its private folder, with what was spooled there as `new`. */
export function inSpool(folder: StagingDirectory, script: ShellText): ShellText {
  return joinShell([removal(folder), script])
}

/** The folder goes, whatever happens; so do those that a killed session of this host left here. */
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

/** A shell function `sweep PREFIX` that takes away the private folders of killed sessions whose paths begin so. */
export const SWEEP = sh`sweep() { for o in "$1"*; do q=\${o#"$1"}; q=\${q%%-*}
case $q in '' | *[!0-9]*) continue;; esac
kill -0 "$q" 2>/dev/null || { test -d "$o" && ! test -L "$o" && rm -rf -- "$o" 2>/dev/null; }
done; }`
