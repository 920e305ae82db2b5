import { z } from 'zod'
import type { TaskCall } from '../../authoring/define.ts'
import { flag, mode, text } from '../../authoring/params.ts'

const UNIT_NAME = /^[\w:.\\-]+(@[\w:.\\-]*)?\.(service|socket|timer|target|mount|automount|path|slice|swap)$/

/** A param that is the name of a unit. Gives it with its suffix, `.service` if it has none. */
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

/** The params that task types which write unit files share. */
export const unitFileParams = {
  scope: z
    .enum(['system', 'user', 'global'])
    .default('system')
    .describe('Whose units to manage: those of the system, of the user that runs the task, or of all users.')
    .meta({ examples: ['user'] }),
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

/** Where the file of a unit is. */
export function unitFile(name: string, scope: 'system' | 'user' | 'global'): string {
  return {
    system: `/etc/systemd/system/${name}`,
    user: `~/.config/systemd/user/${name}`,
    global: `/etc/systemd/user/${name}`,
  }[scope]
}

/** The tasks before the one that writes a unit file: the directory of a user's units does not exist by itself. */
export function unitDirectory(scope: 'system' | 'user' | 'global'): readonly TaskCall[] {
  if (scope !== 'user') return []
  return [{ type: 'file', params: { path: '~/.config/systemd/user', state: 'directory' } }]
}
