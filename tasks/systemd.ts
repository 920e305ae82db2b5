/**
 * A systemd unit's state: running or not, enabled or not.
 *
 *     - systemd:
 *         name: etcd
 *         state: started
 *         enabled: true
 *         restart_on: [/etc/etcd/etcd.conf]
 */
import {
  type Change,
  changedSince,
  defineTask,
  flag,
  type Host,
  inSync,
  number,
  onlyRunTells,
  plan,
  type ReadHost,
  sh,
  TaskError,
  text,
  type UnitScope,
  type UnitState,
  unitFailure,
  unitState,
  z,
} from '../src/task.ts'

const params = z
  .strictObject({
    name: text()
      .optional()
      .describe('The unit; `.service` may be left out.')
      .meta({ examples: ['etcd', 'backup.timer'] }),
    state: z
      .enum(['started', 'stopped', 'restarted', 'reloaded'])
      .optional()
      .describe('`started` and `stopped` are states; `restarted` and `reloaded` are done each time.')
      .meta({ examples: ['started'] }),
    enabled: flag()
      .optional()
      .describe('Whether it starts at boot.')
      .meta({ examples: [true] }),
    masked: flag()
      .optional()
      .describe('Whether it is kept from being started at all.')
      .meta({ examples: [false] }),
    daemon_reload: flag()
      .default(false)
      .describe(
        'Read unit files again where systemd has not seen the newest. Done by itself before a start or restart.',
      )
      .meta({ examples: [true] }),
    daemon_reexec: flag()
      .default(false)
      .describe('Start systemd itself anew, each time.')
      .meta({ examples: [true] }),
    scope: z
      .enum(['system', 'user', 'global'])
      .default('system')
      .describe('Whose units.')
      .meta({ examples: ['user'] }),
    no_block: flag()
      .default(false)
      .describe('Do not wait until it is up: for a unit that waits for other hosts.')
      .meta({ examples: [true] }),
    force: flag()
      .default(false)
      .describe('Replace links that are in the way of enabling.')
      .meta({ examples: [true] }),
    restart_on: z
      .array(text())
      .default([])
      .describe('Files that it reads at its start: where one is newer than its process, it is restarted.')
      .meta({ examples: [['/etc/etcd/etcd.conf']] }),
    settle: number()
      .default(2)
      .describe('Seconds for which it must stay up after a start or restart.')
      .meta({ examples: [5] }),
  })
  .refine(({ name, daemon_reload, daemon_reexec }) => name !== undefined || daemon_reload || daemon_reexec, {
    path: ['name'],
    message: 'expected a unit, unless systemd itself is to be reloaded',
  })

type Params = z.output<typeof params>

/** The verbs of systemctl to go through, in order. */
interface Steps {
  readonly verbs: readonly (
    | 'daemon-reexec'
    | 'daemon-reload'
    | 'unmask'
    | 'mask'
    | 'enable'
    | 'disable'
    | 'start'
    | 'stop'
    | 'restart'
    | 'reload'
  )[]
}

export default defineTask<typeof params, Steps>({
  summary: 'Keeps a systemd unit running or stopped, enabled or disabled.',
  example: `- systemd:
    name: etcd
    state: started
    enabled: true
    restart_on: [/etc/etcd/etcd.conf]
`,
  params,
  aliases: { service: 'name', unit: 'name' },
  isAction: ({ state, daemon_reexec }) =>
    state === 'restarted' || state === 'reloaded' || daemon_reexec ? 'repeatable' : false,
  check: async ({ host, params, isCheckMode }) => {
    const unit = params.name === undefined ? undefined : unitName(params.name)
    const now = await host.ask(unitState(unit ?? 'init.scope', params.scope as UnitScope))
    // A host that is not run by systemd yet cannot be told from one that never will: apply says so.
    const seen = now ?? ABSENT
    const stale = await staleFiles(host, seen, params)
    const found = unit === undefined ? { changes: [], verbs: [] } : differences(unit, seen, params, stale)
    const isReloadNeeded = seen.needsReload || seen.load === 'not-found'
    const isStarting = found.verbs.some(
      verb => verb === 'start' || verb === 'restart' || verb === 'reload' || verb === 'enable',
    )
    // Generators make units of files that are no units: which, a reload tells.
    if (isCheckMode && isStarting && now?.load === 'not-found' && !seen.needsReload)
      onlyRunTells(`whether there is a unit ${unit} after a daemon-reload`)
    const reloads = (isStarting && isReloadNeeded) || (params.daemon_reload && seen.needsReload)
    const verbs: Steps['verbs'] = [
      ...(params.daemon_reexec ? (['daemon-reexec'] as const) : []),
      ...(reloads ? (['daemon-reload'] as const) : []),
      ...found.verbs,
    ]
    const changes = [...found.changes, ...systemChanges(params, reloads && found.changes.length === 0)]
    const outputs = {
      name: params.name ?? null,
      state: seen.active === 'active' ? 'started' : 'stopped',
      enabled: isEnabled(seen),
      status: { ...seen },
    }
    return changes.length === 0 ? inSync(outputs) : plan(changes, { verbs }, outputs)
  },
  apply: async ({ host, params, plan: { data } }) => {
    const unit = unitName(params.name ?? '')
    const scope = `--${params.scope}`
    if ((await host.ask(unitState(unit, params.scope as UnitScope))) === null) {
      throw new TaskError('the host is not run by systemd', { hint: 'systemd must be process 1 there' })
    }
    for (const verb of data.verbs) {
      if (verb.startsWith('daemon-')) {
        await host.run(sh`systemctl ${scope} ${verb}`, { title: `systemctl ${verb}` })
        continue
      }
      const isBlocking = !params.no_block || !['start', 'restart', 'reload', 'stop'].includes(verb)
      const options = [
        ...(isBlocking ? [] : ['--no-block']),
        ...(verb === 'enable' && params.force ? ['--force'] : []),
      ]
      const { status, stderr } = await host.run(sh`systemctl ${scope} ${options} ${verb} -- ${unit}`, {
        title: `systemctl ${verb} ${unit}`,
        ok: 'any',
      })
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

const ABSENT: UnitState = {
  load: 'not-found',
  active: 'inactive',
  sub: 'dead',
  file: '',
  result: '',
  needsReload: false,
  mainPid: 0,
  restarts: 0,
  canReload: false,
  path: '',
}

async function staleFiles(host: ReadHost, seen: UnitState, { restart_on }: Params): Promise<string[]> {
  if (restart_on.length === 0 || seen.mainPid === 0 || !isRunning(seen)) return []
  return host.ask(changedSince(seen.mainPid, restart_on))
}

function differences(
  unit: string,
  seen: UnitState,
  params: Params,
  stale: readonly string[],
): { changes: Change[]; verbs: Steps['verbs'] } {
  const resource = `unit:${unit}`
  const changes: Change[] = []
  const verbs: Steps['verbs'][number][] = []
  const add = (verb: Steps['verbs'][number], before: Change['before'], after: Change['after']): void => {
    verbs.push(verb)
    changes.push({ resource, action: verb, before: before ?? null, after: after ?? null })
  }
  const isMasked = seen.load === 'masked' || seen.file.startsWith('masked')
  if (params.masked === false && isMasked) add('unmask', { masked: true }, { masked: false })
  if (
    params.enabled !== undefined &&
    params.enabled !== isEnabled(seen) &&
    !(params.enabled && ALWAYS.includes(seen.file))
  ) {
    add(params.enabled ? 'enable' : 'disable', { enabled: isEnabled(seen) }, { enabled: params.enabled })
  }
  const { state } = params
  if (state === 'stopped' && (isRunning(seen) || seen.active === 'failed')) {
    if (isRunning(seen)) add('stop', { state: seen.active }, { state: 'inactive' })
  }
  if (state === 'restarted' || (state === 'started' && isRunning(seen) && stale.length > 0)) {
    add('restart', stale.length > 0 ? { newer: stale } : { state: seen.active }, { state: 'active' })
  } else if (state === 'reloaded') {
    add(isRunning(seen) ? 'reload' : 'start', { state: seen.active }, { state: 'active' })
  } else if (state === 'started' && !isRunning(seen)) {
    add('start', { state: seen.active }, { state: 'active' })
  }
  if (params.masked === true && !isMasked) add('mask', { masked: false }, { masked: true })
  return { changes, verbs }
}

/** Changes of systemd itself, where nothing of a unit changes. */
function systemChanges({ daemon_reexec }: Params, isReload: boolean): Change[] {
  if (daemon_reexec) return [{ resource: 'systemd', action: 'daemon-reexec' }]
  return isReload
    ? [
        {
          resource: 'systemd',
          action: 'daemon-reload',
          before: { needs_reload: true },
          after: { needs_reload: false },
        },
      ]
    : []
}

/** Unit file states that cannot be enabled and need not be. */
const ALWAYS = ['static', 'indirect', 'generated', 'transient', 'alias']

function isEnabled({ file }: UnitState): boolean {
  return file === 'enabled' || file === 'enabled-runtime'
}

/** Up or on its way up: a unit that waits for its quorum counts as started. */
function isRunning({ active }: UnitState): boolean {
  return active === 'active' || active === 'activating' || active === 'reloading'
}

/** Watches a unit for its first seconds; throws with its last words where it does not stay up. */
async function staysUp(host: Host, unit: string, { scope, settle, state, no_block }: Params): Promise<void> {
  const first = await host.ask(unitState(unit, scope as UnitScope))
  const until = Date.now() + settle * 1000
  for (let now = first; now !== null; now = await host.ask(unitState(unit, scope as UnitScope))) {
    const restarted = now.restarts > (first?.restarts ?? 0)
    // A oneshot unit that has done its work is down again, and well.
    const isDone = now.active === 'inactive' && now.result === 'success' && !restarted
    // Between two starts of a unit that ends at once, systemd calls it activating.
    const isDown = now.active === 'failed' || now.sub === 'auto-restart' || (!isRunning(now) && !isDone)
    if (isDown || restarted) {
      throw await unitFailure(
        host,
        unit,
        scope as UnitScope,
        `${unit} ${restarted ? 'was restarted' : 'went down'} within its first ${settle} seconds`,
      )
    }
    if (isDone && state === 'started') {
      throw await unitFailure(
        host,
        unit,
        scope as UnitScope,
        `${unit} ended within its first ${settle} seconds, without an error: it is not started (\`RemainAfterExit=yes\` keeps up a unit whose work is done)`,
      )
    }
    if (Date.now() >= until || isDone) {
      if (now.active === 'activating' && !no_block)
        throw await unitFailure(host, unit, scope as UnitScope, `${unit} did not come up`)
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
