import { unboxed } from '../../base/float.ts'
import { splitWords } from '../../base/words.ts'
import { InputError, type Source } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { Become, Target } from '../../transport/spawn.ts'
import { Secret } from '../../values/secret.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import type { RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import type { ConnectionSettings, FoundSetting } from './connection-settings.ts'
import { SHORTHANDS, type ShorthandTarget, shorthandCommand } from './connection-shorthands.ts'
import { keepForOf } from './control-persist.ts'
import { asFlag } from './keyword-values.ts'
import type { ConnectionKeywords, SettingName } from './setting-names.ts'

/**
 * Creates the target of a host from its connection settings, without its relays. Throws InputError for an invalid
 * setting.
 */
export function makeTarget(
  run: RunContext,
  host: HostState,
  { bareBecomeUser }: ConnectionKeywords,
  settings: ConnectionSettings,
  variables: Scope,
): Target {
  const text = (name: SettingName): string | undefined => asText(host, settings[name])
  const address = text('address') ?? host.name
  const user = text('user')
  const port = asPort(host, settings.port)
  const password = asSecret(run, settings.password)
  const privateKeyFile = text('privateKeyFile')
  const passphrase = asSecret(run, settings.passphrase)
  const knownHostsFile = text('knownHostsFile')
  const become = becomeOf(run, host, settings, bareBecomeUser)
  const sshArgs = [settings.sshArgs, settings.commonArgs, settings.extraArgs].flatMap(found =>
    asWords(host, found),
  )
  const keepFor = run.settings.connection.persist
    ? keepForOf(host.name, settings.controlPersist?.value, sshArgs)
    : 0
  return {
    name: host.name,
    connection: connectionOf(host, settings.connection, { address, user, variables }),
    address,
    sshArgs,
    keepFor,
    connectTimeout: asSeconds(host, settings.timeout) ?? 10,
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port }),
    ...(password === undefined ? {} : { password }),
    ...(privateKeyFile === undefined ? {} : { privateKeyFile }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(knownHostsFile === undefined ? {} : { knownHostsFile }),
    ...(become === undefined ? {} : { become }),
  }
}

function becomeOf(
  run: RunContext,
  host: HostState,
  settings: ConnectionSettings,
  bareUser: Source | undefined,
): Become | undefined {
  if (!asFlag('become', settings.become?.value, settings.become?.place)) {
    if (bareUser && settings.become?.by !== 'variable') throw ineffective(bareUser)
    return undefined
  }
  const method = asText(host, settings.becomeMethod) ?? 'sudo'
  if (method !== 'sudo' && method !== 'su' && method !== 'doas') {
    throw wrong(host, settings.becomeMethod, 'sudo, su or doas')
  }
  const password = asSecret(run, settings.becomePassword)
  return {
    method,
    user: asText(host, settings.becomeUser) ?? 'root',
    flags: asWords(host, settings.becomeFlags),
    ...(password === undefined ? {} : { password }),
  }
}

/** Creates the error for a `become_user` that would silently have no effect. */
function ineffective({ place }: Source): InputError {
  return new InputError('`become_user` has no effect without `become`', {
    place,
    hint: 'add `become: true`, or remove it',
  })
}

function connectionOf(
  host: HostState,
  found: FoundSetting | undefined,
  reached: ShorthandTarget,
): Target['connection'] {
  const name = asText(host, found)
  if (name === undefined || name === 'ssh' || name === 'smart' || name === 'paramiko') return 'ssh'
  if (name === 'local') return 'local'
  const command = shorthandCommand(name, reached)
  if (command) return command
  const words = asWords(host, found)
  if (words.length > 1) return words.map(word => (word === '%h' ? host.name : word))
  throw new InputError(`the connection \`${name}\` of ${host.name} is unknown`, {
    place: found?.place,
    hint: `expected \`ssh\`, \`local\`, ${SHORTHANDS.map(each => `\`${each}\``).join(', ')}, or a command that starts a shell on its stdin, such as \`docker exec -i web\``,
  })
}

/** Returns the text of a setting; undefined if it is not set. Throws InputError for another type. */
export function asText(host: HostState, found: FoundSetting | undefined): string | undefined {
  if (found === undefined) return undefined
  const { value } = found
  if (value instanceof Unknown) throw new UnknownValueError(value)
  if (typeof value === 'string' || typeof unboxed(value) === 'number') return String(value)
  if (value instanceof Secret) return value.reveal()
  throw wrong(host, found, 'text')
}

function asPort(host: HostState, found: FoundSetting | undefined): number | undefined {
  if (found === undefined) return undefined
  const port = Number(found.value)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw wrong(host, found, 'a number from 1 to 65535')
}

function asSeconds(host: HostState, found: FoundSetting | undefined): number | undefined {
  if (found === undefined) return undefined
  const seconds = Number(found.value)
  if (Number.isFinite(seconds) && seconds > 0) return seconds
  throw wrong(host, found, 'a number of seconds')
}

/** Returns a password as a secret that is masked in output, even if it was written in plain text. */
function asSecret(run: RunContext, found: FoundSetting | undefined): Secret | undefined {
  if (found === undefined) return undefined
  const { value } = found
  const secret = value instanceof Secret ? value : new Secret(String(value))
  run.masks.add(secret.reveal())
  return secret
}

/** Returns the words of a setting: a list, or text that is split into words as a shell does. */
export function asWords(host: HostState, found: FoundSetting | undefined): string[] {
  if (found === undefined) return []
  if (Array.isArray(found.value)) return found.value.map(String)
  try {
    return splitWords(String(found.value))
  } catch (cause) {
    throw new InputError(`\`${found.name}\` of ${host.name}: ${(cause as Error).message}`, {
      place: found.place,
      cause,
    })
  }
}

function wrong({ name }: HostState, found: FoundSetting | undefined, wanted: string): InputError {
  const got = typeof found?.value === 'string' ? found.value : JSON.stringify(found?.value)
  return new InputError(`\`${found?.name}\` of ${name} must be ${wanted}, got \`${got}\``, {
    place: found?.place,
  })
}
