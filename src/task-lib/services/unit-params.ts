import { z } from 'zod'
import { flag, number, text } from '../../authoring/params.ts'

/** The param that selects whose units a task is about. */
export const unitScope = z
  .enum(['system', 'user', 'global'])
  .default('system')
  .describe('The units to manage: those of the system, of the user that runs the task, or of all users.')
  .meta({ examples: ['user'] })

/** The params of a task about a systemd unit. */
export const unitParams = {
  name: text()
    .refine(name => !/[*?[\]]/.test(name), 'expected the name of one unit; patterns are not supported')
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
  scope: unitScope,
  no_block: flag()
    .default(false)
    .describe(
      'Do not wait until the unit is active. Use this for a unit that becomes active only after other hosts have started.',
    )
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
}

const withUnitParams = z.object(unitParams)

export type UnitParams = z.output<typeof withUnitParams>

/** Returns the name of a unit with its suffix, `.service` if it has none. */
export function unitNamed(name: string): string {
  return /\.(service|socket|timer|target|mount|automount|path|slice|scope|swap|device)$/.test(name)
    ? name
    : `${name}.service`
}

/** Whether a task acts on a unit in every run (a restart, reload or re-execution). */
export function isActOnUnit({ state, daemon_reexec }: Pick<UnitParams, 'state' | 'daemon_reexec'>): boolean {
  return state === 'restarted' || state === 'reloaded' || daemon_reexec
}
