import { parseDuration } from '../../base/duration.ts'
import { parseFlag } from '../../base/flag.ts'
import { InputError } from '../../errors.ts'

/** The default seconds for which a connection is kept for the next run, as in Ansible. */
const DEFAULT = 60

/**
 * Returns the seconds for which a host's ssh connection is kept after a run: from `control_persist`, otherwise from
 * the options ControlMaster and ControlPersist in `ssh_args`, which users of Ansible set, otherwise 60. 0 keeps no
 * connection, Infinity keeps it without limit. Throws InputError for an invalid setting.
 */
export function keepForOf(host: string, setting: unknown, sshArgs: readonly string[]): number {
  if (setting !== undefined && setting !== null) {
    const seconds = asSeconds(setting)
    if (seconds !== undefined) return seconds
    throw new InputError(`\`control_persist\` of ${host} must be a time, got \`${String(setting)}\``, {
      hint: 'seconds (`300`), `10m`, `1h30m`, or `false` for no persistent connections',
    })
  }
  if (optionOf(sshArgs, 'controlmaster')?.toLowerCase() === 'no') return 0
  const persist = optionOf(sshArgs, 'controlpersist')?.toLowerCase()
  // In ssh's own options, 0 means without limit.
  if (persist === undefined) return DEFAULT
  if (persist === 'yes' || persist === '0') return Number.POSITIVE_INFINITY
  return asSeconds(persist) ?? DEFAULT
}

function asSeconds(value: unknown): number | undefined {
  const text = String(value).trim().toLowerCase()
  const flag = parseFlag(text)
  if (flag !== undefined) return flag ? DEFAULT : 0
  const milliseconds = parseDuration(text)
  return milliseconds === undefined ? undefined : milliseconds / 1000
}

/** Returns the value of `-o NAME=VALUE`, written as one word or as two. */
function optionOf(words: readonly string[], name: string): string | undefined {
  for (const [nth, word] of words.entries()) {
    if (!word.startsWith('-o')) continue
    const option = word === '-o' ? (words[nth + 1] ?? '') : word.slice(2)
    const [, key, value] = /^\s*(\w+)\s*[= ]\s*(.*)$/.exec(option) ?? []
    if (key?.toLowerCase() === name) return value
  }
  return undefined
}
