import type { FileWrite } from './host.ts'
import { joinShell, type ShellText, sh, ShellText as Text } from './shell.ts'

/**
 * The script that puts a whole temporary file in place of the target: checked, owned, labelled, then renamed. Whatever
 * fails on the way removes the temporary file and leaves the target as it was.
 */
export function putScript(file: FileWrite, temporary: string): ShellText {
  const { path, mode, owner, group, validate, backup, replaces } = file
  const steps: ShellText[] = [
    sh`trap 'rm -f -- "$t"' EXIT HUP INT TERM`,
    sh`if test -d ${path} && ! test -L ${path}; then echo ${`${path} is a directory`} >&2; exit 1; fi`,
    sh`if test -e ${path} && ! test -f ${path}; then echo ${`${path} is not a regular file`} >&2; exit 1; fi`,
  ]
  if (replaces !== undefined) steps.push(unchanged(path, replaces))
  if (owner !== undefined || group !== undefined) {
    steps.push(sh`chown -- ${`${owner ?? ''}${group === undefined ? '' : `:${group}`}`} "$t" || exit 1`)
  }
  steps.push(sh`chmod -- ${mode} "$t" || exit 1`)
  steps.push(
    sh`if test -e /sys/fs/selinux/enforce; then if test -e ${path}; then chcon --reference=${path} -- "$t"; else restorecon -- "$t" 2>/dev/null; l=$(matchpathcon -n -- ${path} 2>/dev/null) && chcon -- "$l" "$t"; fi; fi 2>/dev/null`,
  )
  if (validate !== undefined)
    steps.push(
      new Text(
        `${validate.replaceAll('%s', '"$t"')} || { echo 'the new file was refused by its validation' >&2; exit 1; }`,
      ),
    )
  if (backup)
    steps.push(
      sh`if test -e ${path}; then cp -p -- ${path} ${path}.$(date -u +%Y-%m-%dT%H%M%SZ)~ || exit 1; fi`,
    )
  steps.push(sh`sync -- "$t" 2>/dev/null`)
  // -f: nobody is asked; a directory that came in between is found by the check after.
  steps.push(sh`mv -f -- "$t" ${path} || exit 1`, sh`trap - EXIT`, sh`exit 0`)
  return joinShell([sh`t=${temporary}`, ...steps])
}

function unchanged(path: string, sha256: string | null): ShellText {
  const moved = sh`{ echo ${`${path} was changed by someone else since it was looked at`} >&2; exit 1; }`
  if (sha256 === null) return sh`if test -e ${path}; then ${moved}; fi`
  return sh`if command -v sha256sum >/dev/null; then h=$(sha256sum <${path}) && test "\${h%% *}" = ${sha256} || ${moved}; fi`
}
