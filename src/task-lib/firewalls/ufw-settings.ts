import type { ReadHost } from '../../remote/host.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { sh } from '../../shell/quote.ts'

/** The directions that have a default policy in ufw. */
export type UfwDirection = 'incoming' | 'outgoing' | 'routed'

/** The settings of ufw, without its rules. */
export interface UfwSettings {
  /** Whether ufw is filtering now. */
  readonly isActive: boolean
  /** Whether ufw starts at boot. */
  readonly isEnabled: boolean
  /** `off`, `low`, `medium`, `high` or `full`. */
  readonly logging: string
  readonly policies: Readonly<Record<UfwDirection, string>>
}

/**
 * Reads all settings. In a dry run, changes of earlier tasks are included. Source of the format: ufw, src/backend.py.
 */
export async function ufwSettings(host: ReadHost): Promise<UfwSettings> {
  const [state, logging, incoming, outgoing, routed] = await Promise.all([
    host.ask(runningState),
    host.ask(logLevel),
    host.ask(policyOf('incoming')),
    host.ask(policyOf('outgoing')),
    host.ask(policyOf('routed')),
  ])
  return { ...state, logging, policies: { incoming, outgoing, routed } }
}

/** Returns the resource name of a setting in changes. */
export function ufwResource(setting: 'state' | 'logging' | `default ${UfwDirection}`): string {
  return `ufw:${setting}`
}

// `ufw status` writes a lock file, so a probe cannot use it.
const runningState: Probe<Pick<UfwSettings, 'isActive' | 'isEnabled'>> = probe({
  title: 'whether ufw is active',
  script: sh`iptables -n -L ufw-user-input >/dev/null 2>&1 && echo active
grep -qi '^ENABLED=yes' /etc/ufw/ufw.conf 2>/dev/null && echo enabled
exit 0`,
  parse: ({ stdout }) => {
    const words = stdout.toString().split('\n')
    return { isActive: words.includes('active'), isEnabled: words.includes('enabled') }
  },
  own: {
    resource: ufwResource('state'),
    after: ({ after }) => ({ isActive: after?.state === 'active', isEnabled: after?.state === 'active' }),
  },
})

const logLevel: Probe<string> = probe({
  title: 'log level of ufw',
  script: sh`sed -n 's/^LOGLEVEL=//p' /etc/ufw/ufw.conf 2>/dev/null || :`,
  parse: ({ stdout }) => unquoted(stdout.toString()).toLowerCase() || 'off',
  own: { resource: ufwResource('logging'), after: ({ after }) => String(after?.level) },
})

const VARIABLES: Readonly<Record<UfwDirection, string>> = {
  incoming: 'INPUT',
  outgoing: 'OUTPUT',
  routed: 'FORWARD',
}

function policyOf(direction: UfwDirection): Probe<string> {
  return probe({
    title: `default policy of ufw (${direction})`,
    script: sh`sed -n ${`s/^DEFAULT_${VARIABLES[direction]}_POLICY=//p`} /etc/default/ufw 2>/dev/null || :`,
    parse: ({ stdout }) => POLICIES[unquoted(stdout.toString()).toUpperCase()] ?? 'unknown',
    own: { resource: ufwResource(`default ${direction}`), after: ({ after }) => String(after?.policy) },
  })
}

const POLICIES: Readonly<Record<string, string>> = { ACCEPT: 'allow', DROP: 'deny', REJECT: 'reject' }

function unquoted(value: string): string {
  return value.trim().replace(/^"(.*)"$/, '$1')
}
