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
  inSync,
  known,
  number,
  orUnknown,
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
import { NO_UNIT, type UnitScope, unitFilesChanged } from '../../src/built-in/host.ts'
import { onlyRunTells } from '../../src/built-in/params.ts'
import {
  enablingOf,
  staysUp,
  type UnitAspect,
  type UnitVerb,
  unitAspects,
  unitFailure,
} from '../../src/built-in/services.ts'

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
      .describe(
        'Whose units to manage: those of the system, of the user that runs the task, or of all users.',
      )
      .meta({ examples: ['user'] }),
    no_block: flag()
      .default(false)
      .describe('Do not wait until the unit is active. Use this for a unit that needs other hosts to start.')
      .meta({ examples: [true] }),
    force: flag()
      .default(false)
      .describe('Replace symlinks that prevent the unit from being enabled.')
      .meta({ examples: [true] }),
    restart_on: z
      .array(text())
      .default([])
      .describe(
        'Files that the unit reads when it starts. With `state: started`, the unit is restarted if one of these files is newer than its process.',
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

/** The verbs of systemctl to go through, in order, and the unit's own name, by which its file goes. */
interface Steps {
  readonly verbs: readonly UnitVerb[]
  readonly id: string
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
    const aspects = unit === undefined ? [] : await unitAspects(host, unit, seen, params, done)
    const found = aspects.filter(each => !(each instanceof Unknown)) as UnitAspect[]
    const open = aspects.find(each => each instanceof Unknown)
    const isStarting = found.some(({ verbs }) => verbs.some(verb => STARTS.has(verb)))
    // Generators create units from other files: only a reload shows which.
    if (isCheckMode && isStarting && now?.load === 'not-found' && !seen.needsReload)
      onlyRunTells(`whether there is a unit ${unit} after a daemon-reload`)
    const isReloading =
      (isStarting && (seen.needsReload || seen.load === 'not-found')) ||
      (!done.has('daemon-reload') && params.daemon_reload && (await isStale(host, seen, scope)))
    const isReexecuting = params.daemon_reexec && !done.has('daemon-reexec')
    const verbs: UnitVerb[] = [
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

const STARTS: ReadonlySet<UnitVerb> = new Set(['start', 'restart', 'reload', 'enable'])

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

function unitName(name: string): string {
  return /\.(service|socket|timer|target|mount|automount|path|slice|scope|swap|device)$/.test(name)
    ? name
    : `${name}.service`
}
