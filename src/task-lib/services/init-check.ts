import type { CheckContext } from '../../authoring/define.ts'
import { type InSync, inSync, type Plan, plan } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import { pathExists } from '../../remote/probes/files/exists.ts'
import { type InitVerb, initPlace } from './init-commands.ts'
import { type InitService, serviceResource } from './init-service.ts'
import type { ServiceParams } from './service-params.ts'
import { UNIT_OUTPUTS } from './unit-check.ts'
import { missingService } from './unit-failure.ts'

/** The keys of a result that has the fields of a service of any manager, described. */
export const SERVICE_OUTPUTS = {
  ...UNIT_OUTPUTS,
  state: '`started` if the service runs, otherwise `stopped`.',
  enabled: 'Whether the service starts at boot.',
  status:
    'With systemd, the same as `status` of `systemd`; with init scripts, a map of `enabled` and the value of `state`, each with `changed`; otherwise absent.',
  sv: 'Only with runit: a map of `state`, `enabled`, and the output of `sv status` as `full_state`.',
} as const

/** The steps for a service on a host without systemd, in order. */
export interface InitSteps {
  readonly verbs: readonly InitVerb[]
  readonly service: InitService
}

/**
 * Compares a service on a host without systemd with the task's request. Throws TaskError if there is no such service,
 * or the host has no program that can enable it.
 */
export async function checkInitService(
  { host, params, carriedOut }: CheckContext<ServiceParams>,
  now: InitService,
): Promise<InSync | Plan<InitSteps>> {
  const name = params.name ?? ''
  refuseForeignParams(params, now)
  if (!now.isThere) {
    const place = initPlace(now, params)
    // For the dry run: an earlier task may create this file, which makes the answer unknown.
    await host.ask(pathExists(place))
    throw new TaskError(`the host has no service \`${name}\`: there is no ${place}`, {
      hint: 'install its package in an earlier task',
      outputs: { msg: missingService(name) },
    })
  }
  const done = new Set((carriedOut?.data as InitSteps | undefined)?.verbs)
  const enabling = enablingVerb(params, now)
  const running = runningVerb(params, now, enabling, done)
  const verbs = [enabling, running].filter(verb => verb !== undefined)
  const outputs = outputsOf(params, now, verbs)
  if (verbs.length === 0) return inSync(outputs)
  const [action = 'update'] = verbs.length === 1 ? verbs : []
  const change = {
    resource: serviceResource(name),
    action,
    before: beforeOf(now, running),
    after: after(params, now, verbs),
  }
  return plan([change], { verbs, service: now }, outputs)
}

function refuseForeignParams(params: ServiceParams, { manager }: InitService): void {
  const { masked, daemon_reexec, scope, restart_on } = params
  const given = {
    ...{ masked: masked !== undefined, daemon_reexec },
    ...{ scope: scope !== 'system', restart_on: restart_on.length > 0 },
  }
  const foreign = Object.entries(given).find(([, isGiven]) => isGiven)?.[0]
  if (foreign !== undefined)
    throw new TaskError(`\`${foreign}\` is only for systemd, and the host is run by ${manager}`, {
      hint: 'remove it, or add `when: ansible_facts.service_mgr == "systemd"`',
    })
}

/**
 * Whether the service starts in all runlevels of the task or, if it names none, in any runlevel other than 0 and 6
 * (halt and reboot).
 */
function isEnabled(
  { runlevel, runlevels }: Pick<ServiceParams, 'runlevel' | 'runlevels'>,
  { manager, runlevels: on }: Pick<InitService, 'manager' | 'runlevels'>,
): boolean {
  if (manager === 'openrc') return on.includes(runlevel)
  if (manager === 'sysvinit' && runlevels !== undefined) return runlevels.every(level => on.includes(level))
  return on.some(level => level !== '0' && level !== '6')
}

function enablingVerb(params: ServiceParams, now: InitService): 'enable' | 'disable' | undefined {
  const { enabled, runlevels, name } = params
  if (enabled === undefined || enabled === isEnabled(params, now)) {
    // The service may still start in some of the runlevels.
    const isLeft = enabled === false && runlevels?.some(level => now.runlevels.includes(level)) === true
    return isLeft && now.manager === 'sysvinit' ? 'disable' : undefined
  }
  if (now.manager === 'sysvinit' && now.tool === '')
    throw new TaskError(
      'the host has no `update-rc.d`, `chkconfig` or `insserv`, which enable init scripts',
      {
        hint: 'install one in an earlier task',
      },
    )
  if (now.isInPlace)
    throw new TaskError(
      `${now.directory}/${name} is no link: it cannot be disabled without losing the service`,
      {
        hint: `move it to /etc/sv, and link to it`,
      },
    )
  return enabled ? 'enable' : 'disable'
}

function runningVerb(
  params: ServiceParams,
  now: InitService,
  enabling: InitVerb | undefined,
  done: ReadonlySet<InitVerb>,
): InitVerb | undefined {
  const { state, name } = params
  const { manager, isRunning } = now
  if (state === undefined) return undefined
  if (manager === 'runit' && state !== 'stopped') refuseDisabled(params, now)
  if (isRunning === undefined)
    throw new TaskError(`the status of ${name} does not say whether it runs: ${now.status}`, {
      hint: 'set `pattern` to a text that `ps` shows while it runs',
    })
  if (state === 'restarted') return done.has('restart') ? undefined : 'restart'
  if (state === 'reloaded' && (done.has('reload') || done.has('start'))) return undefined
  if (state === 'reloaded') return isRunning ? 'reload' : 'start'
  if (state === 'started') return isRunning ? undefined : 'start'
  // runit starts a service as soon as it is added to its directory, and stops it when it is removed.
  const startsByItself = manager === 'runit' && enabling === 'enable'
  const endsByItself = manager === 'runit' && enabling === 'disable'
  return (isRunning || startsByItself) && !endsByItself ? 'stop' : undefined
}

/** Throws TaskError if the service should run but is not enabled, because runit then does not run it. */
function refuseDisabled({ enabled, name }: ServiceParams, { directory, runlevels }: InitService): void {
  if (enabled !== true && runlevels.length === 0)
    throw new TaskError(`runit does not run ${name}: it is not in ${directory}`, {
      hint: 'add `enabled: true`',
    })
  if (enabled === false)
    throw new TaskError('runit runs only services that are enabled', {
      hint: 'remove `state`, or `enabled: false`',
    })
}

/** Returns the fields before the change, without `state` for a restart or reload, which does not change it. */
function beforeOf(now: InitService, running: InitVerb | undefined) {
  const { state, ...others } = fieldsOf(now)
  return running === 'restart' || running === 'reload' ? others : { state, ...others }
}

function fieldsOf({ manager, isRunning, runlevels }: InitService) {
  return { state: isRunning ? 'started' : 'stopped', manager, runlevels: [...runlevels] }
}

function after(params: ServiceParams, now: InitService, verbs: readonly InitVerb[]) {
  const wanted = levelsOf(params, now)
  const others = now.runlevels.filter(level => !wanted.includes(level))
  const isUp = verbs.some(verb => verb === 'start' || verb === 'restart' || verb === 'reload')
  const isDown = verbs.includes('stop') || (now.manager === 'runit' && verbs.includes('disable'))
  const startsByItself = now.manager === 'runit' && verbs.includes('enable')
  return {
    ...fieldsOf(now),
    ...(isUp || startsByItself ? { state: 'started' } : {}),
    ...(isDown ? { state: 'stopped' } : {}),
    ...(verbs.includes('enable') ? { runlevels: [...others, ...wanted] } : {}),
    ...(verbs.includes('disable') ? { runlevels: others } : {}),
  }
}

/** Returns the runlevels in which the service is enabled or disabled. */
function levelsOf({ runlevel, runlevels }: ServiceParams, { manager, runlevels: on }: InitService): string[] {
  if (manager === 'openrc') return [runlevel]
  if (manager === 'runit') return ['boot']
  if (runlevels !== undefined) return [...runlevels]
  return on.length > 0 ? [...on] : ['2', '3', '4', '5']
}

/** Returns the outputs, with the fields of Ansible's modules `service`, `sysvinit` and `runit`. */
function outputsOf({ name, state, enabled }: ServiceParams, now: InitService, verbs: readonly InitVerb[]) {
  const isUp = state === undefined ? now.isRunning === true : state !== 'stopped'
  const found = { state: isUp ? 'started' : 'stopped', enabled: enabled ?? now.runlevels.length > 0 }
  return {
    ...{ name: name ?? null, ...found },
    ...(now.manager === 'sysvinit' ? { status: statusOf(state, verbs) } : {}),
    ...(now.manager === 'runit' ? { sv: { ...found, full_state: now.status } } : {}),
  }
}

function statusOf(state: string | undefined, verbs: readonly InitVerb[]) {
  const isEnabling = verbs.some(verb => verb === 'enable' || verb === 'disable')
  const changed = { enabled: { changed: isEnabling } }
  if (state === undefined) return changed
  return { ...changed, [state]: { changed: verbs.length > (isEnabling ? 1 : 0) } }
}
