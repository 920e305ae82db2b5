/**
 * A connection of NetworkManager.
 *
 *     - nmcli: { conn_name: lan, type: ethernet, ifname: eth0, ip4: 192.0.2.10/24, gw4: 192.0.2.1, state: present }
 */
import { defineTask, inSync, plan, TaskError, z } from '../../src/authoring/task.ts'
import {
  type Connection,
  type ConnectionParams,
  connectionNamed,
  connectionParams,
  connectionResource,
  isSecretSetting,
  nmcli,
  type Settings,
  setConnection,
  wantedSettings,
  wrongSettings,
} from '../../src/built-in/network.ts'
import { onlyRunTells, requireTools } from '../../src/built-in/params.ts'

const params = z
  .strictObject(connectionParams)
  .refine(({ never_default4, gw4 }) => !never_default4 || gw4 === undefined, {
    path: ['gw4'],
    message: 'cannot be combined with `never_default4`',
  })
  .refine(({ type, ssid }) => type !== 'wifi' || ssid !== undefined, {
    path: ['ssid'],
    message: 'expected the name of the wireless network',
  })
  .refine(({ type, master }) => !type?.endsWith('-slave') || master !== undefined, {
    path: ['master'],
    message: 'expected the bond or bridge that it belongs to',
  })

interface Steps {
  readonly isNew: boolean
  readonly isGone: boolean
  /** The names of the settings that are set. Values are not kept in a plan, because they may be keys. */
  readonly settings: readonly string[]
  readonly activation: 'up' | 'down' | null
}

export default defineTask({
  summary: 'Adds, changes, removes, activates or deactivates a connection of NetworkManager.',
  example: `- nmcli:
    conn_name: lan
    type: ethernet
    ifname: eth0
    ip4: 192.0.2.10/24
    gw4: 192.0.2.1
    state: present
`,
  params,
  aliases: { name: 'conn_name' },
  outputs: { conn_name: 'The value of `conn_name`.', state: 'The value of `state`.' },
  check: async ({ host, params, isCheckMode }) => {
    const { conn_name, state, type } = params
    const [now] = await Promise.all([
      host.ask(connectionNamed(conn_name)),
      requireTools(host, ['nmcli'], 'install NetworkManager in an earlier task'),
    ])
    if (now === undefined)
      return isCheckMode
        ? onlyRunTells('the connections of NetworkManager, which does not run')
        : refuse('NetworkManager does not run on the host', 'start it in an earlier task')
    const outputs = { conn_name, state }
    const resource = connectionResource(conn_name)
    if (state === 'absent') {
      if (now === null) return inSync(outputs)
      const gone: Steps = { isNew: false, isGone: true, settings: [], activation: null }
      return plan(
        [{ resource, action: 'delete', before: { isActive: now.isActive }, after: null }],
        gone,
        outputs,
      )
    }
    if (now === null && type === undefined)
      refuse(`the host has no connection \`${conn_name}\``, 'set `type` to create it')
    const wanted = type === undefined ? new Map<string, string>() : settingsOf(params, now)
    const wrong = now === null ? wanted : wrongSettings(wanted, now.settings)
    const activation = activationOf(state, now?.isActive === true)
    if (now !== null && wrong.size === 0 && activation === null) return inSync(outputs)
    const isActive = activation === null ? now?.isActive === true : activation === 'up'
    const change = {
      resource,
      action: actionOf(now, wrong, activation),
      before: now === null ? null : { ...shownSettings(wrong, now.settings), isActive: now.isActive },
      after: { ...shownSettings(wrong, wrong), isActive },
    }
    const steps: Steps = { isNew: now === null, isGone: false, settings: [...wrong.keys()], activation }
    return plan([change], steps, outputs)
  },
  mayChange: ({ params }) => [{ resource: connectionResource(params.conn_name) }],
  apply: async ({ host, params, plan: { data } }) => {
    const name = params.conn_name
    if (data.isGone) return nmcli(host, ['connection', 'delete', 'id', name])
    const wanted = settingsOf(params, data.isNew ? null : undefined)
    const settings = new Map([...wanted].filter(([setting]) => data.settings.includes(setting)))
    if (data.isNew || settings.size > 0)
      await setConnection(host, name, data.isNew ? params.type : undefined, settings)
    if (data.activation !== null) await nmcli(host, ['connection', data.activation, 'id', name])
  },
})

/** Returns the desired settings. A new connection uses the interface with its own name if the task names none. */
function settingsOf(params: ConnectionParams, now: Connection | null | undefined): Settings {
  return wantedSettings(now === null ? { ...params, ifname: params.ifname ?? params.conn_name } : params)
}

function activationOf(state: 'present' | 'up' | 'down', isActive: boolean): 'up' | 'down' | null {
  if (state === 'present' || (state === 'up') === isActive) return null
  return state
}

function actionOf(now: Connection | null, wrong: Settings, activation: 'up' | 'down' | null): string {
  if (now === null) return 'create'
  return wrong.size === 0 && activation !== null ? activation : 'update'
}

/** Returns values of settings as changes show them; of a key, only whether it is the old or the new one. */
function shownSettings(names: Settings, values: Settings): Record<string, string> {
  const isNew = names === values
  const show = (name: string) => {
    if (isSecretSetting(name)) return isNew ? '(another key)' : '(a key)'
    return values.get(name) ?? ''
  }
  return Object.fromEntries([...names.keys()].map(name => [name, show(name)]))
}

function refuse(message: string, hint: string): never {
  throw new TaskError(message, { hint })
}
