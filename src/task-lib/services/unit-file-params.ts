import type { TaskCall } from '../../authoring/define.ts'
import { flag, mode, text } from '../../authoring/params.ts'
import type { UnitScope } from '../../remote/probes/unit.ts'
import { unitScope } from './unit-params.ts'

const UNIT_NAME = /^[\w:.\\-]+(@[\w:.\\-]*)?\.(service|socket|timer|target|mount|automount|path|slice|swap)$/

/** Returns the schema of a unit name. The parsed value has a suffix: `.service` if the task omits it. */
export function unitName() {
  return text()
    .transform(name =>
      /\.(service|socket|timer|target|mount|automount|path|slice|swap)$/.test(name)
        ? name
        : `${name}.service`,
    )
    .refine(
      name => UNIT_NAME.test(name) && !name.startsWith('-'),
      'expected the name of a unit, such as `app.service`',
    )
}

/** The params that all task types share which write unit files. */
export const unitFileParams = {
  scope: unitScope,
  mode: mode()
    .default('0644')
    .describe('Mode of the source file.')
    .meta({ examples: ['0600'] }),
  verify: flag()
    .default(true)
    .describe(
      'Check a new file with `systemd-analyze verify` before it is installed, if the host has this program. The check also refuses unknown settings and missing programs.',
    )
    .meta({ examples: [false] }),
}

/** Returns the path of a unit's file. */
export function unitFile(name: string, scope: UnitScope): string {
  return {
    system: `/etc/systemd/system/${name}`,
    user: `~/.config/systemd/user/${name}`,
    global: `/etc/systemd/user/${name}`,
  }[scope]
}

/**
 * Returns the tasks that must precede the one that writes a unit file: for a user's unit, the one that creates the
 * directory.
 */
export function unitDirectory(scope: UnitScope): readonly TaskCall[] {
  if (scope !== 'user') return []
  return [{ type: 'file', params: { path: '~/.config/systemd/user', state: 'directory' } }]
}
