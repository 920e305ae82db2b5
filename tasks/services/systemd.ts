/**
 * The state of a systemd unit: running or stopped, enabled or disabled.
 *
 *     - systemd:
 *         name: etcd
 *         state: started
 *         enabled: true
 *         restart_on: [/etc/etcd/etcd.conf]
 */
import { defineTask, unitState, z } from '../../src/authoring/task.ts'
import { NO_UNIT } from '../../src/built-in/host.ts'
import {
  applyUnit,
  checkUnit,
  isActOnUnit,
  UNIT_OUTPUTS,
  unitNamed,
  unitParams,
} from '../../src/built-in/services.ts'

const params = z
  .strictObject(unitParams)
  .refine(({ name, daemon_reload, daemon_reexec }) => name !== undefined || daemon_reload || daemon_reexec, {
    path: ['name'],
    message: 'expected a unit, `daemon_reload` or `daemon_reexec`',
  })

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
  outputs: UNIT_OUTPUTS,
  action: params => (isActOnUnit(params) ? 'repeatable' : undefined),
  // Its other params describe a state.
  isCheckedAgain: true,
  check: async context => {
    const { name, scope } = context.params
    const now = name === undefined ? NO_UNIT : await context.host.ask(unitState(unitNamed(name), scope))
    return checkUnit(context, now)
  },
  mayChange: ({ params }) =>
    params.name === undefined ? [] : [{ resource: `unit:${unitNamed(params.name)}` }],
  apply: ({ host, params, plan }) => applyUnit(host, params, plan.data),
})
