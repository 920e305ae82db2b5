import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { type ShellText, sh } from '../../shell/quote.ts'
import { configurationCommand, zoneCommand } from './firewalld-command.ts'
import type { FirewalldParams } from './firewalld-params.ts'
import { type FirewalldTable, type Rule, ruleResource, rulesOf, ruleTitle } from './firewalld-rule.ts'

/** The exit statuses of firewall-cmd if firewalld or D-Bus is not running. Source: firewall/errors.py. */
const NOT_RUNNING = [252, 36]

const INVALID_ZONE = 112

/** Probe: whether firewalld is running. */
export const isFirewalldRunning: Probe<boolean> = probe({
  title: 'whether firewalld is running',
  script: sh`LC_ALL=C firewall-cmd --state >/dev/null 2>&1`,
  answers: 'any',
  parse: ({ status }) => status === 0,
})

/**
 * Probe: whether a rule, a target or a zone exists. Null if firewalld is not running, `no zone` if the zone of the
 * rule does not exist.
 */
export function rulePresence(
  params: FirewalldParams,
  table: FirewalldTable,
  isOffline: boolean,
): Probe<boolean | 'no zone' | null> {
  const [rule] = rulesOf(params)
  const words = zoneCommand(params, table, isOffline)
  return probe<boolean | 'no zone' | null>({
    title: `whether ${ruleTitle(params)} is ${table}`,
    script:
      rule && rule.name !== 'target'
        ? queryScript(words, rule)
        : listingScript(params, isOffline, rule?.value),
    answers: [0, 1, INVALID_ZONE, ...NOT_RUNNING],
    parse: ({ status }) => {
      if (status === INVALID_ZONE) return 'no zone'
      return NOT_RUNNING.includes(status) ? null : status === 0
    },
    own: { resource: ruleResource(params, table), after: ({ after }) => after?.isPresent === true },
  })
}

/**
 * Returns false, because the rule does not exist, if a zone that is missing in the running firewall is in the
 * permanent configuration; in a dry run, an earlier task may add it there. Otherwise throws TaskError.
 */
export async function presenceInMissingZone(
  host: ReadHost,
  { zone, ...params }: FirewalldParams,
  isOffline: boolean,
): Promise<false> {
  const itself: FirewalldParams = { zone, state: 'present', timeout: 0, offline: params.offline }
  if ((await host.ask(rulePresence(itself, 'permanent', isOffline))) === true) return false
  throw new TaskError(`firewalld has no zone \`${zone}\``, {
    hint: 'create it in an earlier task with `state: present` and `permanent: true`, and reload firewalld',
  })
}

function queryScript(words: readonly string[], { name, value }: Rule): ShellText {
  return sh`LC_ALL=C ${words} ${value === undefined ? `--query-${name}` : `--query-${name}=${value}`} >/dev/null`
}

/** Returns the script that checks whether a zone exists or has the target. */
function listingScript({ zone }: FirewalldParams, isOffline: boolean, target: string | undefined): ShellText {
  const words = configurationCommand(isOffline)
  const asked = target === undefined ? ['--get-zones'] : [`--zone=${zone}`, '--get-target']
  return sh`o=$(LC_ALL=C ${[...words, ...asked]}) || exit
case " $o " in *${` ${target ?? zone} `}*) exit 0;; esac
exit 1`
}
