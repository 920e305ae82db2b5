import { TaskError } from '../../errors.ts'
import type { Host } from '../../remote/host.ts'
import { type UnitScope, unitState } from '../../remote/probes/unit.ts'
import { sh } from '../../shell/quote.ts'

/** Patterns of journal lines with known causes, each with a hint. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /unknown (shorthand )?flag|flag provided but not defined|unrecognized (option|argument)|unknown option/i,
    'a start option is misspelt or unknown to this version: compare ExecStart with the options of the program',
  ],
  [
    /has already been bootstrapped/i,
    'the cluster knows this member, but its data directory is empty: the disk was lost or is not mounted. `run playbook site.yml` lets it rejoin; see docs/etcd.md',
  ],
  [
    /member .* (has been )?permanently removed|removed from (the )?cluster/i,
    'this member was removed from the cluster, but its old data directory still exists. `run playbook site.yml` moves that aside and lets it rejoin, if the inventory has it',
  ],
  [
    /cluster[ -]?id mismatch/i,
    'the data directory belongs to another cluster than the other members: check the inventory and the origin of the data. Drover never deletes this data: to give it up, move the `member` folder out of the data directory',
  ],
  [
    /failed to find member|unmatched member while checking PeerURLs|member count is unequal/i,
    'the initial members of etcd differ from the members in the data directory or in the cluster. `run playbook site.yml` shows them; to recreate the member, move the `member` folder out of the data directory',
  ],
  [/address already in use/i, 'another process uses the port'],
  [/permission denied/i, 'compare the owner and mode of its files with the user it runs as'],
  [/no such file or directory|not found/i, 'a file or program that it names does not exist'],
]

/**
 * Returns the error for a unit that failed, with its status and last journal lines, and a hint if a line is a known
 * error. `msg` is the message of Ansible's `systemd`, for which projects search.
 */
export async function unitFailure(
  host: Host,
  unit: string,
  scope: UnitScope,
  what: string,
  { hint, msg }: { readonly hint?: string; readonly msg?: string } = {},
): Promise<TaskError> {
  const [state, journal] = await Promise.all([
    host.ask(unitState(unit, scope)),
    scope === 'global' ? '' : lastLines(host, unit, scope),
  ])
  const status = state
    ? `${state.active} (${state.sub})${state.result === '' ? '' : `, result ${state.result}`}, ${state.load}`
    : 'unknown'
  const known = HINTS.find(([pattern]) => pattern.test(journal) || pattern.test(what))
  const isMissing = state?.load === 'not-found'
  const missing = isMissing ? 'the host has no such unit; is its package or unit file installed?' : undefined
  const unmet = unmetCondition(journal)
  const summary = unmet === undefined ? what : `${unit} was not started: ${unmet}`
  const lines = journal === '' ? '' : `\njournal:\n${journal}`
  return new TaskError(`${summary}\nstatus: ${status}${lines}`, {
    hint: missing ?? (unmet === undefined ? (known?.[1] ?? hint) : UNMET),
    outputs: {
      ...(msg === undefined ? {} : { msg }),
      ...{ status, journal },
      ...(isMissing ? { msg: missingService(unit) } : {}),
    },
  })
}

async function lastLines(host: Host, unit: string, scope: 'system' | 'user'): Promise<string> {
  const { stdout } = await host.run(
    sh`journalctl ${scope === 'user' ? ['--user'] : []} --no-pager --output=short --lines=20 --unit=${unit} 2>&1`,
    {
      title: `journal of ${unit}`,
      ok: 'any',
    },
  )
  return stdout.toString().trim()
}

/**
 * Returns the message of Ansible's `service` and `systemd` for a service that does not exist: projects search for it.
 */
export function missingService(unit: string): string {
  return `Could not find the requested service ${unit.replace(/\.service$/, '')}: host`
}

const UNMET =
  'systemd starts it only if that condition is met: make it true, or change it in the unit file or a drop-in'

/**
 * Returns the condition or assertion that kept a unit from starting, read from its last journal lines; undefined if
 * there is none. To systemd, an unmet condition is not a failure. Sources: the messages of systemd 219 to 257.
 */
function unmetCondition(journal: string): string | undefined {
  const lines = journal.split('\n').filter(line => !/: Starting requested but asserts failed/.test(line))
  const last = lines.at(-1) ?? ''
  if (
    /was skipped because of an unmet condition check|was skipped because (no trigger|all trigger)/.test(last)
  ) {
    const [, condition = ''] = /\(([^)]*)\)\.?$/.exec(last) ?? []
    return condition === ''
      ? 'a condition of its unit file is not met'
      : `its condition \`${condition}\` is not met`
  }
  if (/Condition check resulted in .* being skipped|start condition failed/i.test(last))
    return 'a condition of its unit file is not met'
  if (/Assertion failed for |Assertion failed on job/.test(last)) return 'an assertion of its unit file fails'
  return undefined
}
