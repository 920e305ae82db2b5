import { TaskError } from '../errors.ts'
import type { Host } from '../remote/host.ts'
import { type UnitScope, unitState } from '../remote/probes/unit.ts'
import { sh } from '../shell/quote.ts'

/** What a service's last words mean, and what to do about it. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /unknown (shorthand )?flag|flag provided but not defined|unrecognized (option|argument)|unknown option/i,
    'a start option is misspelt or not known to this version: compare ExecStart with the options that the program lists',
  ],
  [
    /has already been bootstrapped/i,
    'the cluster knows this member, and its data directory is empty: its disk was lost, or is not mounted. `run playbook site.yml` has it join anew; see docs/etcd.md',
  ],
  [
    /member .* (has been )?permanently removed|removed from (the )?cluster/i,
    'this member was removed from the cluster, and its data directory is still that of before. `run playbook site.yml` moves that aside and has it join anew, if the inventory names it',
  ],
  [
    /cluster[ -]?id mismatch/i,
    'the data directory is of another cluster than that of the other members: compare the inventory with where the data came from. Drover never deletes one: if it is to be given up, move the `member` folder in it away by hand',
  ],
  [
    /failed to find member|unmatched member while checking PeerURLs|member count is unequal/i,
    'the members that etcd begins with are not those that the data directory, or the cluster, has. `run playbook site.yml` says which; if the member is to be made anew, move the `member` folder in the data directory away by hand',
  ],
  [/address already in use/i, 'another process has the port'],
  [/permission denied/i, 'compare owner and mode of its files with the user that it runs as'],
  [/no such file or directory|not found/i, 'a file or program that it names is not there'],
]

/** A unit's failure with its status and its last journal lines, and a hint where its last words are known ones. */
export async function unitFailure(
  host: Host,
  unit: string,
  scope: UnitScope,
  what: string,
  hint?: string,
): Promise<TaskError> {
  const state = await host.ask(unitState(unit, scope))
  const flag = `--${scope}`
  const { stdout } = await host.run(
    sh`journalctl ${scope === 'system' ? [] : [flag]} --no-pager --output=short --lines=20 --unit=${unit} 2>&1`,
    {
      title: `journal of ${unit}`,
      ok: 'any',
    },
  )
  const journal = stdout.toString().trim()
  const status = state
    ? `${state.active} (${state.sub})${state.result === '' ? '' : `, result ${state.result}`}, ${state.load}`
    : 'unknown'
  const known = HINTS.find(([pattern]) => pattern.test(journal) || pattern.test(what))
  const missing =
    state?.load === 'not-found'
      ? 'there is no such unit on the host; is its package or unit file there?'
      : undefined
  const unmet = unmetCondition(journal)
  const told = unmet === undefined ? what : `${unit} was not started: ${unmet}`
  return new TaskError(`${told}\nstatus: ${status}\njournal:\n${journal}`, {
    hint: missing ?? (unmet === undefined ? (known?.[1] ?? hint) : UNMET),
    outputs: { status, journal },
  })
}

const UNMET =
  'systemd starts it only where that holds: bring it about, or change it in the unit file or a drop-in'

/**
 * What kept a unit from being started, as its last words have it: a condition, which is no failure to systemd, or an assertion.
 * Sources: the messages of systemd 219 to 257.
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
  if (/Assertion failed for |Assertion failed on job/.test(last))
    return 'an assertion of its unit file does not hold'
  return undefined
}
