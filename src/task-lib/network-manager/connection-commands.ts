import { TaskError } from '../../errors.ts'
import type { Host } from '../../remote/host.ts'
import { sh } from '../../shell/quote.ts'
import { withOutput } from '../../shell/show-output.ts'
import { isSecretSetting, type Settings } from './wanted-settings.ts'

/** Returns nmcli's type for a connection: a port of a bond or bridge is an ethernet connection. */
function nmcliType(type: string): string {
  return type.endsWith('-slave') ? 'ethernet' : type
}

/**
 * Creates a connection of a type or, if `type` is undefined, changes settings of an existing one. Keys are passed on
 * standard input.
 */
export async function setConnection(
  host: Host,
  name: string,
  type: string | undefined,
  settings: Settings,
): Promise<void> {
  const open = [...settings].filter(([setting]) => !isSecretSetting(setting))
  const secret = [...settings].filter(([setting]) => isSecretSetting(setting))
  const words =
    type === undefined ? ['modify', 'id', name] : ['add', 'type', nmcliType(type), 'con-name', name]
  if (type !== undefined || open.length > 0) await nmcli(host, ['connection', ...words, ...open.flat()])
  if (secret.length === 0) return
  const commands = [
    ...secret.map(([setting, value]) => `set ${setting} ${value}`),
    'save persistent',
    'quit',
    '',
  ]
  await nmcli(host, ['connection', 'edit', 'id', name], commands.join('\n'))
}

/** Runs nmcli. Throws TaskError with its output if it fails. */
export async function nmcli(host: Host, words: readonly string[], stdin?: string): Promise<void> {
  const title = `nmcli ${words.slice(0, 4).join(' ')}`
  const answer = await host.run(sh`LC_ALL=C.UTF-8 nmcli ${words}`, {
    title,
    ok: 'any',
    ...(stdin === undefined ? {} : { stdin }),
  })
  if (answer.status === 0) return
  throw new TaskError(withOutput(`${title} ended with status ${answer.status}`, answer), {
    outputs: { rc: answer.status, stdout: answer.stdout.toString(), stderr: answer.stderr.toString() },
  })
}
