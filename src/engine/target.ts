import type { Inherited, TaskStep } from '../config/steps.ts'
import { InputError, type Place, type Source } from '../errors.ts'
import type { Become, Target } from '../host/connection.ts'
import { Scope } from '../values/scope.ts'
import { Secret } from '../values/secret.ts'
import { Unknown, UnknownValueError } from '../values/unknown.ts'
import { isConstant } from './constant.ts'
import type { RunContext } from './context.ts'
import type { HostState } from './host-state.ts'
import { keepForOf } from './keep-for.ts'
import { hostScope } from './variables.ts'

/**
 * How a task reaches its host and as whom, as `makeTarget` makes it; the same as before where nothing that it is made from has
 * changed since: the scope of a host's variables is another one as soon as one of them does.
 */
export function targetOf(run: RunContext, host: HostState, step: Inherited, scope: Scope): Target {
  const key = keyOf(step)
  if (key === undefined) return makeTarget(run, host, step, scope)
  const own = hostScope(run, host)
  const byKeywords = targets.get(own) ?? new Map<string, Target>()
  targets.set(own, byKeywords)
  const target = byKeywords.get(key) ?? makeTarget(run, host, step, scope)
  byKeywords.set(key, target)
  return target
}

const targets = new WeakMap<Scope, Map<string, Target>>()

/** What a task itself says of how its host is reached, in one text; undefined where that hangs on variables. */
function keyOf(step: Inherited): string | undefined {
  const known = keys.get(step) ?? { key: findKey(step) }
  keys.set(step, known)
  return known.key
}

const keys = new WeakMap<Inherited, { readonly key: string | undefined }>()

function findKey(step: Inherited): string | undefined {
  const { connection, user, port, become, becomeUser, becomeMethod, becomeFlags, bareBecomeUser } = step
  const sources = [connection, user, port, become, becomeUser, becomeMethod, becomeFlags, bareBecomeUser]
  if (!sources.every(source => source === undefined || isConstant(source))) return undefined
  return JSON.stringify(sources.map(source => (source?.kind === 'scalar' ? source.value : undefined)))
}

/**
 * How a task reaches its host and as whom. Settings of the inventory may have Drover's names (`address`, `port`, `user`,
 * …); Ansible's names (`ansible_host`, …) may be set anywhere and go first; the command line's stand in for what is not set.
 * Throws InputError where a setting is not what it should be.
 */
function makeTarget(run: RunContext, host: HostState, step: Inherited, scope: Scope): Target {
  const inventory = Scope.of([...host.layers], { masks: run.masks, keys: run.keys })
  const own = hostScope(run, host)
  const defaults = run.settings.connection
  const read = (native: string, ...ansible: string[]): unknown => {
    const alias = ansible.find(name => own.has(name))
    if (alias !== undefined) return own.get(alias)
    return inventory.has(native) ? own.get(native) : undefined
  }
  const keyword = (source: Inherited['user']): unknown => (source ? scope.render(source) : undefined)

  const connection = connectionOf(
    host,
    asText(
      'connection',
      keyword(step.connection) ?? read('connection', 'ansible_connection') ?? defaults.connection,
    ),
  )
  const user = asText(
    'user',
    read('user', 'ansible_user', 'ansible_ssh_user') ?? keyword(step.user) ?? defaults.user,
  )
  const port = asPort(host, read('port', 'ansible_port', 'ansible_ssh_port') ?? keyword(step.port))
  const password =
    asSecret(run, read('password', 'ansible_password', 'ansible_ssh_pass')) ?? defaults.loginPassword
  const privateKeyFile = asText(
    'private_key_file',
    read('private_key_file', 'ansible_ssh_private_key_file', 'ansible_private_key_file') ??
      defaults.privateKeyFile,
  )
  const passphrase = asSecret(run, read('private_key_passphrase', 'ansible_ssh_private_key_passphrase'))
  const knownHostsFile = asText('known_hosts_file', read('known_hosts_file'))
  const become = becomeOf(run, host, step, scope, read)
  const sshArgs = asWords(
    read('', 'ansible_ssh_args'),
    read('ssh_args', 'ansible_ssh_common_args'),
    read('ssh_extra_args', 'ansible_ssh_extra_args'),
  )
  const keepFor = defaults.persist ? keepForOf(host.name, read('control_persist'), sshArgs) : 0
  return {
    name: host.name,
    connection,
    address: asText('address', read('address', 'ansible_host', 'ansible_ssh_host')) ?? host.name,
    sshArgs,
    keepFor,
    connectTimeout: Number(read('connect_timeout', 'ansible_timeout') ?? defaults.timeout ?? 10),
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port }),
    ...(password === undefined ? {} : { password }),
    ...(privateKeyFile === undefined ? {} : { privateKeyFile }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(knownHostsFile === undefined ? {} : { knownHostsFile }),
    ...(become === undefined ? {} : { become }),
  }
}

/** Whether a task only looks: its own `check_mode`, or the whole run's. */
export function checkModeOf({ settings }: RunContext, { checkMode }: TaskStep, scope: Scope): boolean {
  if (!checkMode) return settings.isCheckMode
  return asFlag('check_mode', scope.render(checkMode), checkMode.place)
}

/** True and false, also in YAML 1.1's spellings, as a keyword or setting gives them. */
export function asFlag(name: string, value: unknown, place?: Place): boolean {
  if (typeof value === 'boolean') return value
  if (value === undefined || value === null) return false
  const word = String(value).toLowerCase()
  if (['true', 'yes', 'on', '1'].includes(word)) return true
  if (['false', 'no', 'off', '0', ''].includes(word)) return false
  throw new InputError(`\`${name}\` is true or false, got \`${String(value)}\``, { place })
}

/** A number from 0 on, as a keyword gives it once it is rendered. Throws InputError, or UnknownValueError. */
export function asNumber(name: string, value: unknown, place?: Place): number {
  if (value instanceof Unknown) throw new UnknownValueError(value)
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value)
  if (value !== null && typeof value !== 'boolean' && number >= 0) return number
  throw new InputError(`\`${name}\` is a number from 0 on, got \`${JSON.stringify(value)}\``, { place })
}

function becomeOf(
  run: RunContext,
  host: HostState,
  step: Inherited,
  scope: Scope,
  read: (native: string, ...ansible: string[]) => unknown,
): Become | undefined {
  const defaults = run.settings.connection
  const asked = read('become', 'ansible_become')
  const wanted = asked ?? (step.become ? scope.render(step.become) : defaults.become)
  if (!asFlag('become', wanted, step.become?.place)) {
    if (step.bareBecomeUser && asked === undefined) throw bareUser(step.bareBecomeUser)
    return undefined
  }
  const method =
    asText(
      'become_method',
      read('become_method', 'ansible_become_method') ??
        (step.becomeMethod ? scope.render(step.becomeMethod) : defaults.becomeMethod),
    ) ?? 'sudo'
  if (method !== 'sudo' && method !== 'su' && method !== 'doas') {
    throw new InputError(`\`become_method\` of ${host.name} is sudo, su or doas, got \`${method}\``, {
      place: step.becomeMethod?.place,
    })
  }
  const password =
    asSecret(
      run,
      read('become_password', 'ansible_become_password', 'ansible_become_pass', 'ansible_sudo_pass'),
    ) ?? defaults.becomePassword
  const flags =
    read('become_flags', 'ansible_become_flags') ??
    (step.becomeFlags ? scope.render(step.becomeFlags) : undefined)
  return {
    method,
    user:
      asText(
        'become_user',
        read('become_user', 'ansible_become_user') ??
          (step.becomeUser ? scope.render(step.becomeUser) : defaults.becomeUser),
      ) ?? 'root',
    flags: asWords(flags),
    ...(password === undefined ? {} : { password }),
  }
}

/** The error for a task that would run as another user than it names, without a word. */
function bareUser({ place }: Source): InputError {
  return new InputError('`become_user` does nothing here, since nothing says `become`', {
    place,
    hint: 'add `become: true` beside it, or remove it',
  })
}

function connectionOf(host: HostState, name: string | undefined): Target['connection'] {
  if (name === undefined || name === 'ssh' || name === 'smart' || name === 'paramiko') return 'ssh'
  if (name === 'local') return 'local'
  const words = name.trim().split(/\s+/)
  if (words.length > 1) return words.map(word => (word === '%h' ? host.name : word))
  throw new InputError(`the connection \`${name}\` of ${host.name} is not known`, {
    hint: 'it is `ssh`, `local`, or a command that gives a shell on its stdin, such as `docker exec -i web`',
  })
}

function asText(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  if (value instanceof Unknown) throw new UnknownValueError(value)
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw new InputError(`\`${name}\` is text, got \`${JSON.stringify(value)}\``)
}

function asPort(host: HostState, value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined
  const port = Number(value)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new InputError(`the ssh port of ${host.name} is a number from 1 to 65535, got \`${String(value)}\``)
}

/** A password is a secret however it was written. */
function asSecret(run: RunContext, value: unknown): Secret | undefined {
  if (value === undefined || value === null) return undefined
  const secret = value instanceof Secret ? value : new Secret(String(value))
  run.masks.add(secret.reveal())
  return secret
}

function asWords(...values: unknown[]): string[] {
  return values.flatMap(value => {
    if (value === undefined || value === null) return []
    if (Array.isArray(value)) return value.map(String)
    return String(value).split(/\s+/).filter(Boolean)
  })
}
