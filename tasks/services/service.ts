/**
 * The state of a service: running or stopped, enabled or disabled, whatever manages the services of the host.
 *
 *     - service:
 *         name: nginx
 *         state: started
 *         enabled: true
 */
import { defineTask, TaskError, unitState, z } from '../../src/authoring/task.ts'
import { NO_UNIT } from '../../src/built-in/host.ts'
import {
  applyInitService,
  applyUnit,
  checkInitService,
  checkUnit,
  type InitSteps,
  initService,
  isActOnUnit,
  SERVICE_OUTPUTS,
  serviceParams,
  serviceResource,
  type UnitSteps,
  unitNamed,
} from '../../src/built-in/services.ts'

const params = z
  .strictObject(serviceParams)
  .refine(({ name, daemon_reload, daemon_reexec }) => name !== undefined || daemon_reload || daemon_reexec, {
    path: ['name'],
    message: 'expected a service, `daemon_reload` or `daemon_reexec`',
  })

export default defineTask({
  summary: 'Starts or stops a service, and enables or disables it, with systemd, OpenRC, sysvinit or runit.',
  example: `- service:
    name: nginx
    state: started
    enabled: true
`,
  params,
  aliases: { service: 'name', unit: 'name', args: 'arguments' },
  outputs: SERVICE_OUTPUTS,
  action: params => (isActOnUnit(params) ? 'repeatable' : undefined),
  // Its other params describe a state.
  isCheckedAgain: true,
  check: async context => {
    const { host, params } = context
    const { name, use, scope } = params
    const isSystemd = use === 'systemd' || name === undefined
    // Both probes run together: the one for the manager that the host does not have answers immediately.
    const [unit, service] = await Promise.all([
      name === undefined ? NO_UNIT : host.ask(unitState(unitNamed(name), scope)),
      isSystemd ? null : host.ask(initService(params)),
    ])
    if (service === null) return checkUnit(context, unit)
    if (service) return checkInitService(context, service)
    throw new TaskError('the host has no systemd, OpenRC, init scripts or runit', {
      hint: 'run the service by `command`, or install a manager of services in an earlier task',
    })
  },
  mayChange: ({ params: { name } }) =>
    name === undefined ? [] : [{ resource: `unit:${unitNamed(name)}` }, { resource: serviceResource(name) }],
  explain: async ({ params, plan: { data } }) =>
    'service' in data && params.pattern === undefined
      ? `its status command says otherwise: ${data.service.status}; for a script without \`status\`, set \`pattern\``
      : undefined,
  apply: ({ host, params, plan: { data } }) => {
    const steps: InitSteps | UnitSteps = data
    return 'service' in steps ? applyInitService(host, params, steps) : applyUnit(host, params, steps)
  },
})
