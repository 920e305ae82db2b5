import { splitWords } from '../../base/words.ts'
import { exportVariables } from '../../shell/export-variables.ts'
import { joinShell, quote, type ShellText, sh } from '../../shell/quote.ts'
import type { Credentials } from './repo-address.ts'

/** How git is started. */
export interface GitCommand {
  /** `git`, which is found in `PATH`, or its path. */
  readonly executable: string
  readonly credentials?: Credentials | undefined
  /** Variables of the task. */
  readonly environment: Readonly<Record<string, string>>
  /** Options for ssh, as words of a shell. */
  readonly sshOptions?: string | undefined
  /** A file on the host with the private key. */
  readonly keyFile?: string | undefined
  /** Which unknown host keys ssh accepts; absent for those that ssh's own settings accept. */
  readonly acceptsKeys?: 'any' | 'new' | undefined
  /** True if ssh must write nothing, not even the host key that it accepts. */
  readonly isReading: boolean
}

/**
 * Shell that defines `g`, a function that is git: it never prompts, and user and password come from a credential helper that reads
 * them from the environment, which only the same user can see.
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

/** The line of a script that sets a umask; empty if there is to be none. */
export function umaskLine(umask: string | undefined): ShellText {
  return umask === undefined ? sh`` : sh`umask ${umask}`
}

/** A yes or no as the scripts of this folder have it in their positional parameters: empty for no. */
export function flagWord(isSet: boolean): string {
  return isSet ? '1' : ''
}

/** The value of the first of several equal options counts for ssh: a prompt cannot be asked for. */
function sshWords({ sshOptions = '', keyFile, acceptsKeys, isReading }: GitCommand): string[] {
  const given = splitWords(sshOptions)
  return [
    ...['-o', 'BatchMode=yes'],
    ...(isReading ? ['-o', 'UpdateHostKeys=no'] : []),
    // Known keys are read as if from a global file, which ssh never writes.
    ...(isReading && acceptsKeys ? ['-o', `GlobalKnownHostsFile=${KNOWN_HOSTS}`] : []),
    ...(isReading && acceptsKeys ? ['-o', 'UserKnownHostsFile=/dev/null'] : []),
    ...given,
    ...(acceptsKeys ? ['-o', `StrictHostKeyChecking=${acceptsKeys === 'any' ? 'no' : 'accept-new'}`] : []),
    ...(keyFile === undefined ? [] : ['-i', keyFile, '-o', 'IdentitiesOnly=yes']),
  ]
}

const KNOWN_HOSTS =
  '/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2 ~/.ssh/known_hosts ~/.ssh/known_hosts2'

/** The variables in which `helperOptions` finds user and password. */
export function loginVariables({ username, password }: Credentials): Record<string, string> {
  return { DROVER_GIT_USERNAME: username, DROVER_GIT_PASSWORD: password }
}

/**
 * Options by which git takes user and password from its environment, which only the same user can see. An empty helper clears those
 * of the machine's settings, which could store the password.
 */
export function helperOptions({ server }: Credentials): string[] {
  const helper = `!f() { test "$1" = get && printf 'username=%s\\npassword=%s\\n' "$DROVER_GIT_USERNAME" "$DROVER_GIT_PASSWORD"; }; f`
  return ['-c', 'credential.helper=', '-c', `credential.${server}.helper=${helper}`]
}
