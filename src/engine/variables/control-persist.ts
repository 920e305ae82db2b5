import { parseDuration } from '../../base/duration.ts'
import { parseFlag } from '../../base/flag.ts'
import { InputError } from '../../errors.ts'

/** Seconds to keep a connection for the next run by default, as in Ansible. */
const DEFAULT = 60

/**
 * Seconds that a host's ssh connection is kept after a run: `control_persist`, else what `ssh_args` says of it in ssh's
 * own words, as they are carried over from Ansible, else a minute. 0 keeps none, Infinity keeps it for good.
 * Throws InputError if the setting is no time.
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
  // There, none at all is `no`, and 0 is without end.
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

/** The value of `-o NAME=VALUE`, in one word or two. */
function optionOf(words: readonly string[], name: string): string | undefined {
  for (const [nth, word] of words.entries()) {
    if (!word.startsWith('-o')) continue
    const option = word === '-o' ? (words[nth + 1] ?? '') : word.slice(2)
    const [, key, value] = /^\s*(\w+)\s*[= ]\s*(.*)$/.exec(option) ?? []
    if (key?.toLowerCase() === name) return value
  }
  return undefined
}
