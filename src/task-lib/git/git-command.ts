import { splitWords } from '../../base/words.ts'
import { exportVariables } from '../../shell/export-variables.ts'
import { joinShell, quote, type ShellText, sh } from '../../shell/quote.ts'
import type { Credentials } from './repo-address.ts'

/** How git is started on the host. */
export interface GitCommand {
  /** Name or path of git. A name is looked up in `PATH`. */
  readonly executable: string
  readonly credentials?: Credentials | undefined
  /** Environment variables of the task. */
  readonly environment: Readonly<Record<string, string>>
  /** Additional options for ssh, as shell words. */
  readonly sshOptions?: string | undefined
  /** Path of the private key on the host. */
  readonly keyFile?: string | undefined
  /** Which unknown host keys ssh accepts; absent if ssh's own settings decide. */
  readonly acceptsKeys?: 'any' | 'new' | undefined
  /** True if ssh must write nothing, not even the host key that it accepts. */
  readonly isReading: boolean
}

/**
 * Returns the script that defines the shell function `g`, which calls git. git never prompts. A credential helper
 * reads user and password from the environment, which only the same user can see.
 */
export function gitFunction(command: GitCommand): ShellText {
  const { executable, credentials, environment } = command
  return joinShell([
    ...exportVariables(environment),
    ...exportVariables(credentials ? loginVariables(credentials) : {}),
    sh`export GIT_TERMINAL_PROMPT=0 LC_ALL=C
unset SSH_ASKPASS
[ -n "$GIT_SSH_COMMAND" ] || if [ -n "$GIT_SSH" ]; then GIT_SSH_COMMAND='"$GIT_SSH"'; else GIT_SSH_COMMAND=ssh; fi
export GIT_SSH_COMMAND="$GIT_SSH_COMMAND "${sshWords(command).map(quote).join(' ')}
git=${executable}
g() { "$git" ${credentials ? helperOptions(credentials) : []} "$@" </dev/null; }`,
  ])
}

/** Returns the script line that sets a umask; empty if the task sets none. */
export function umaskLine(umask: string | undefined): ShellText {
  return umask === undefined ? sh`` : sh`umask ${umask}`
}

/** Returns a boolean as the scripts of this folder expect it: `1` for true, empty for false. */
export function flagWord(isSet: boolean): string {
  return isSet ? '1' : ''
}

/**
 * Returns the options for ssh. If an option is repeated, ssh uses its first value, so `BatchMode` cannot be
 * overridden and ssh never prompts.
 */
function sshWords({ sshOptions = '', keyFile, acceptsKeys, isReading }: GitCommand): string[] {
  const given = splitWords(sshOptions)
  return [
    ...['-o', 'BatchMode=yes'],
    ...(isReading ? ['-o', 'UpdateHostKeys=no'] : []),
    // ssh never writes the global file, so reading known keys through it leaves them unchanged.
    ...(isReading && acceptsKeys ? ['-o', `GlobalKnownHostsFile=${KNOWN_HOSTS}`] : []),
    ...(isReading && acceptsKeys ? ['-o', 'UserKnownHostsFile=/dev/null'] : []),
    ...given,
    ...(acceptsKeys ? ['-o', `StrictHostKeyChecking=${acceptsKeys === 'any' ? 'no' : 'accept-new'}`] : []),
    ...(keyFile === undefined ? [] : ['-i', keyFile, '-o', 'IdentitiesOnly=yes']),
  ]
}

const KNOWN_HOSTS =
  '/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2 ~/.ssh/known_hosts ~/.ssh/known_hosts2'

/** Returns the environment variables from which the helper in `helperOptions` reads user and password. */
export function loginVariables({ username, password }: Credentials): Record<string, string> {
  return { DROVER_GIT_USERNAME: username, DROVER_GIT_PASSWORD: password }
}

/**
 * Returns the options that make git read user and password from its environment, which only the same user can see.
 * The empty helper disables helpers in the host's configuration, which could store the password.
 */
export function helperOptions({ server }: Credentials): string[] {
  const helper = `!f() { test "$1" = get && printf 'username=%s\\npassword=%s\\n' "$DROVER_GIT_USERNAME" "$DROVER_GIT_PASSWORD"; }; f`
  return ['-c', 'credential.helper=', '-c', `credential.${server}.helper=${helper}`]
}
