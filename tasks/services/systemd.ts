/**
 * The state of a systemd unit: running or stopped, enabled or disabled.
 *
 *     - systemd:
 *         name: etcd
 *         state: started
 *         enabled: true
 *         restart_on: [/etc/etcd/etcd.conf]
 */
import {
  type Change,
  defineTask,
  flag,
  type Host,
  inSync,
  known,
  number,
  orUnknown,
  orUnknownAnswer,
  plan,
  type ReadHost,
  sh,
  TaskError,
  text,
  type UnitState,
  Unknown,
  unitState,
  z,
} from '../../src/authoring/task.ts'
import {
  changedSince,
  enablingOf,
  first,
  maskingOf,
  NO_UNIT,
  onlyRunTells,
  type UnitFileVerb,
  type UnitScope,
  unitFailure,
  unitFilesChanged,
  type Way,
} from '../../src/built-in.ts'

const params = z
  .strictObject({
    name: text()
      .optional()
      .describe('Unit name; the suffix `.service` may be omitted.')
      .meta({ examples: ['etcd', 'backup.timer'] }),
    state: z
      .enum(['started', 'stopped', 'restarted', 'reloaded'])
      .optional()
      .describe('`started` and `stopped` act only if needed; `restarted` and `reloaded` act on every run.')
      .meta({ examples: ['started'] }),
    enabled: flag()
      .optional()
      .describe('Whether the unit starts at boot.')
      .meta({ examples: [true] }),
    masked: flag()
      .optional()
      .describe('Whether the unit is masked, so that it cannot be started at all.')
      .meta({ examples: [false] }),
    daemon_reload: flag()
      .default(false)
      .describe(
        'Reload unit files if they have changed since systemd last read them. This happens automatically before a unit is started, restarted, reloaded or enabled.',
      )
      .meta({ examples: [true] }),
    daemon_reexec: flag()
      .default(false)
      .describe('Re-execute systemd itself, on every run.')
      .meta({ examples: [true] }),
    scope: z
      .enum(['system', 'user', 'global'])
      .default('system')
      .describe('Whose units to manage: of the system, of the user that runs the task, or of all users.')
      .meta({ examples: ['user'] }),
    no_block: flag()
      .default(false)
      .describe('Do not wait until the unit is up; for a unit that waits for other hosts.')
      .meta({ examples: [true] }),
    force: flag()
      .default(false)
      .describe('Replace symlinks that prevent the unit from being enabled.')
      .meta({ examples: [true] }),
    restart_on: z
      .array(text())
      .default([])
      .describe(
        'Files that the unit reads when it starts. With `state: started`, the unit is restarted if one of them is newer than its process.',
      )
      .meta({ examples: [['/etc/etcd/etcd.conf']] }),
    settle: number()
      .default(2)
      .describe('Seconds that the unit must stay up after a start or restart.')
      .meta({ examples: [5] }),
  })
  .refine(({ name, daemon_reload, daemon_reexec }) => name !== undefined || daemon_reload || daemon_reexec, {
    path: ['name'],
    message: 'expected a unit, `daemon_reload` or `daemon_reexec`',
  })

type Params = z.output<typeof params>

type Verb = UnitFileVerb | 'daemon-reexec' | 'daemon-reload' | 'start' | 'stop' | 'restart' | 'reload'

/** The verbs of systemctl to go through, in order, and the unit's own name, by which its file goes. */
interface Steps {
  readonly verbs: readonly Verb[]
  readonly id: string
}

/** One thing that a task may say of a unit, and what is to be done about it. */
interface Aspect {
  readonly verbs: readonly Verb[]
  readonly change: Pick<Change, 'action' | 'before' | 'after'>
}

export default defineTask({
  summary: 'Starts or stops a systemd unit, and enables or disables it.',
  example: `- systemd:
    name: etcd
    state: started
    enabled: true
    restart_on: [/etc/etcd/etcd.conf]
`,
  params,
  aliases: { service: 'name', unit: 'name' },
  action: ({ state, daemon_reexec }) =>
    state === 'restarted' || state === 'reloaded' || daemon_reexec ? 'repeatable' : undefined,
  // What else it says of the unit is a state.
  isCheckedAgain: true,
  check: async ({ host, params, isCheckMode, carriedOut }) => {
    const unit = params.name === undefined ? undefined : unitName(params.name)
    const scope = params.scope as UnitScope
    const now = unit === undefined ? NO_UNIT : await host.ask(unitState(unit, scope))
    // A host that does not run systemd yet cannot be distinguished from one that never will: apply reports it.
    const seen = now ?? NO_UNIT
    const done = new Set((carriedOut?.data as Steps | undefined)?.verbs)
    const aspects = unit === undefined ? [] : await aspectsOf(host, unit, seen, params, done)
    const found = aspects.filter(each => !(each instanceof Unknown)) as Aspect[]
    const open = aspects.find(each => each instanceof Unknown)
    const isStarting = found.some(({ verbs }) => verbs.some(verb => STARTS.has(verb)))
    // Generators create units from other files: only a reload shows which.
    if (isCheckMode && isStarting && now?.load === 'not-found' && !seen.needsReload)
      onlyRunTells(`whether there is a unit ${unit} after a daemon-reload`)
    const isReloading =
      (isStarting && (seen.needsReload || seen.load === 'not-found')) ||
      (!done.has('daemon-reload') && params.daemon_reload && (await isStale(host, seen, scope)))
    const isReexecuting = params.daemon_reexec && !done.has('daemon-reexec')
    const verbs: Verb[] = [
      ...(isReexecuting ? (['daemon-reexec'] as const) : []),
      ...(isReloading ? (['daemon-reload'] as const) : []),
      ...found.flatMap(each => each.verbs),
    ]
    const changes: Change[] = found.map(({ change }) => ({ resource: `unit:${unit}`, ...change }))
    if (isReexecuting) changes.push({ resource: 'systemd', action: 'daemon-reexec' })
    else if (isReloading && changes.length === 0) changes.push(RELOAD)
    if (changes.length === 0 && open instanceof Unknown) return known<never>(open)
    const outputs = outputsOf(params.name, seen)
    if (changes.length === 0) return inSync(outputs)
    // Only without its mask a unit shows whether it is enabled.
    const isStage = verbs.includes('unmask') && orUnknown(() => params.enabled) !== undefined
    return {
      ...plan(changes, { verbs, id: seen.id || (unit ?? '') }, outputs),
      ...(isStage ? { isStage } : {}),
    }
  },
  mayChange: ({ params }) =>
    params.name === undefined ? [] : [{ resource: `unit:${unitName(params.name)}` }],
  apply: async ({ host, params, plan: { data } }) => {
    const unit = unitName(params.name ?? '')
    const scope = `--${params.scope}`
    if ((await host.ask(unitState(unit, params.scope as UnitScope))) === null) {
      throw new TaskError('the host is not run by systemd', { hint: 'systemd must be process 1 on the host' })
    }
    for (const verb of data.verbs) {
      if (verb.startsWith('daemon-')) {
        await host.run(sh`systemctl ${scope} ${verb}`, { title: `systemctl ${verb}` })
        continue
      }
      const isOfFile = /^(enable|disable|mask|unmask)/.test(verb)
      const isBlocking = !params.no_block || isOfFile
      const options = [
        ...(isBlocking ? [] : ['--no-block']),
        ...(verb === 'enable' && params.force ? ['--force'] : []),
      ]
      const { status, stderr } = await host.run(
        sh`systemctl ${scope} ${options} ${verb.split(' ')} -- ${isOfFile ? data.id : unit}`,
        { title: `systemctl ${verb} ${unit}`, ok: 'any' },
      )
      if (status !== 0)
        throw await unitFailure(
          host,
          unit,
          params.scope as UnitScope,
          `systemctl ${verb} ${unit}: ${stderr.toString().trim()}`,
        )
    }
    if (data.verbs.some(verb => verb === 'start' || verb === 'restart')) await staysUp(host, unit, params)
  },
})

const STARTS: ReadonlySet<Verb> = new Set(['start', 'restart', 'reload', 'enable'])

const RELOAD: Change = {
  resource: 'systemd',
  action: 'daemon-reload',
  before: { needs_reload: true },
  after: { needs_reload: false },
}

/** Whether unit files are newer than systemd's loaded state; if systemd cannot report that, they are reloaded. */
async function isStale(host: ReadHost, seen: UnitState, scope: UnitScope): Promise<boolean> {
  return seen.needsReload || (await host.ask(unitFilesChanged(scope))) !== false
}

/** The changes for each requested property of a unit, in order; in a dry run, some may be unknown. */
async function aspectsOf(
  host: ReadHost,
  unit: string,
  seen: UnitState,
  params: Params,
  done: ReadonlySet<Verb>,
): Promise<readonly (Aspect | Unknown)[]> {
  const unmasking = orUnknown(() => maskingAspect(unit, seen, params.masked === false, false))
  const isMasked = unmasking !== undefined
  const all = [
    unmasking,
    isMasked ? undefined : orUnknown(() => enablingAspect(unit, seen, params.enabled)),
    await orUnknownAnswer(runningAspect(host, seen, params, done)),
    orUnknown(() => maskingAspect(unit, seen, params.masked === true, true)),
  ]
  return all.filter(each => each !== undefined)
}

function maskingAspect(unit: string, seen: UnitState, isMeant: boolean, wanted: boolean): Aspect | undefined {
  const verbs = isMeant ? verbsOf(maskingOf(unit, seen, wanted)) : []
  if (verbs.length === 0) return undefined
  const change = { action: first(verbs, 'a verb'), before: { masked: !wanted }, after: { masked: wanted } }
  return { verbs, change }
}

function enablingAspect(unit: string, seen: UnitState, wanted: boolean | undefined): Aspect | undefined {
  if (wanted === undefined) return undefined
  const { isEnabled, enable, disable } = enablingOf(unit, seen)
  if (wanted && isEnabled) return undefined
  const verbs = verbsOf(wanted ? enable : disable)
  if (verbs.length === 0) return undefined
  const before = { enabled: seen.file === 'enabled-runtime' ? 'until the next boot' : !wanted }
  return { verbs, change: { action: wanted ? 'enable' : 'disable', before, after: { enabled: wanted } } }
}

function verbsOf(way: Way): readonly UnitFileVerb[] {
  if ('refused' in way) throw new TaskError(way.refused, { hint: way.hint })
  return way.verbs
}

async function runningAspect(
  host: ReadHost,
  seen: UnitState,
  params: Params,
  done: ReadonlySet<Verb>,
): Promise<Aspect | undefined> {
  const { state } = params
  if (state === undefined) return undefined
  const active = orUnknown(() => seen.active)
  const before = active instanceof Unknown ? {} : { state: active }
  const up = { before, after: { state: 'active' } }
  if (state === 'restarted')
    return done.has('restart') ? undefined : { verbs: ['restart'], change: { action: 'restart', ...up } }
  if (state === 'reloaded' && (done.has('reload') || done.has('start'))) return undefined
  // Between two starts of a unit that ends at once, systemd calls it activating.
  const isUp = isRunning(seen) && !(isBetweenStarts(seen) && state !== 'stopped')
  if (state === 'reloaded') {
    const verb = isUp ? 'reload' : 'start'
    return { verbs: [verb], change: { action: verb, ...up } }
  }
  if (state === 'stopped')
    return isUp
      ? { verbs: ['stop'], change: { action: 'stop', before, after: { state: 'inactive' } } }
      : undefined
  if (!isUp) return { verbs: ['start'], change: { action: 'start', ...up } }
  const stale = await staleFiles(host, seen, params)
  if (stale.length === 0) return undefined
  return {
    verbs: ['restart'],
    change: { action: 'restart', before: { newer: stale }, after: { state: 'active' } },
  }
}

async function staleFiles(
  host: ReadHost,
  seen: UnitState,
  { restart_on }: Params,
): Promise<readonly string[]> {
  if (restart_on.length === 0 || seen.mainPid === 0) return []
  return host.ask(changedSince(seen.mainPid, restart_on))
}

/** A result's fields; `status` under systemd's own names, as Ansible has it, and under ours. */
function outputsOf(name: string | undefined, seen: UnitState) {
  const read = <T>(value: () => T) => orUnknown(value)
  const status = {
    Id: seen.id,
    LoadState: read(() => seen.load),
    ActiveState: read(() => seen.active),
    SubState: read(() => seen.sub),
    UnitFileState: read(() => seen.file),
    Result: read(() => seen.result),
    MainPID: read(() => String(seen.mainPid)),
    NRestarts: String(seen.restarts),
    FragmentPath: seen.path,
    NeedDaemonReload: seen.needsReload ? 'yes' : 'no',
  }
  return {
    name: name ?? null,
    state: read(() => (seen.active === 'active' ? 'started' : 'stopped')),
    enabled: read(() => enablingOf(name ?? '', seen).isEnabled),
    status: {
      ...{
        load: status.LoadState,
        active: status.ActiveState,
        sub: status.SubState,
        file: status.UnitFileState,
      },
      ...status,
    },
  }
}

/** Up or on its way up: a unit that waits for its quorum counts as started. */
function isRunning({ active }: UnitState): boolean {
  return active === 'active' || active === 'activating' || active === 'reloading' || active === 'refreshing'
}

/** Whether a unit has ended and systemd will start it again in a moment. */
function isBetweenStarts({ sub }: UnitState): boolean {
  return sub.startsWith('auto-restart')
}

/** Watches a unit for its first seconds; throws with its last log lines if it does not keep running. */
async function staysUp(host: Host, unit: string, { scope, settle, state, no_block }: Params): Promise<void> {
  const first = await host.ask(unitState(unit, scope as UnitScope))
  const until = Date.now() + settle * 1000
  for (let now = first; now !== null; now = await host.ask(unitState(unit, scope as UnitScope))) {
    const restarted = now.restarts > (first?.restarts ?? 0)
    // A oneshot unit that has done its work is down again, and well.
    const isDone = now.active === 'inactive' && now.result === 'success' && !restarted
    const isDown = now.active === 'failed' || isBetweenStarts(now) || (!isRunning(now) && !isDone)
    if (isDown || restarted) {
      throw await unitFailure(
        host,
        unit,
        scope as UnitScope,
        `${unit} ${restarted ? 'restarted' : 'stopped'} within ${settle} seconds of its start`,
      )
    }
    if (isDone && state === 'started') {
      throw await unitFailure(
        host,
        unit,
        scope as UnitScope,
        `${unit} exited within ${settle} seconds of its start without an error: it is not running`,
        '`RemainAfterExit=yes` keeps a one-time unit active',
      )
    }
    if (Date.now() >= until || isDone) {
      if (now.active === 'activating' && !no_block)
        throw await unitFailure(host, unit, scope as UnitScope, `${unit} did not start`)
      return
    }
    await new Promise(resolve => setTimeout(resolve, 250))
  }
}

function unitName(name: string): string {
  return /\.(service|socket|timer|target|mount|automount|path|slice|scope|swap|device)$/.test(name)
    ? name
    : `${name}.service`
}
