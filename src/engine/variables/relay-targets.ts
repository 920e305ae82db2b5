import { InputError } from '../../errors.ts'
import type { RelayTarget, Target } from '../../transport/spawn.ts'
import type { RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { connectionSettings, type FoundSetting } from './connection-settings.ts'
import { asText, asWords, makeTarget } from './make-target.ts'
import { hostScope } from './variable-precedence.ts'

/**
 * Returns the relays that a host's `relay` names. None if it is empty, or if it names the host itself, which happens
 * if `relay` is set for all hosts. Throws InputError if a host cannot be used as a relay.
 */
export function relaysOf(
  run: RunContext,
  host: HostState,
  found: FoundSetting,
  { connection }: Target,
): Pick<Target, 'relays'> {
  const names = relayNames(host, found)
  if (names.length === 0) return {}
  // The controller itself needs no relay, even if `relay` is set for all hosts.
  if (connection === 'local' && host.name === 'localhost') return {}
  if (connection === 'local')
    throw new InputError(`\`relay\` of ${host.name} has no effect with \`connection: local\``, {
      place: found.place,
      hint: 'remove one of the two',
    })
  return { relays: names.map(name => relayTarget(run, host, name, found)) }
}

function relayNames(host: HostState, found: FoundSetting): string[] {
  if (found.value === '' || found.value === false) return []
  const values = Array.isArray(found.value) ? found.value : [found.value]
  const names = values.map(value => asText(host, { ...found, value }) ?? '')
  return names.includes(host.name) ? [] : names
}

/** Returns the target of a relay: with its own settings, as its login user. */
function relayTarget(run: RunContext, host: HostState, name: string, { place }: FoundSetting): RelayTarget {
  const relay = run.hosts.get(name)
  if (!relay)
    throw new InputError(
      `\`relay\` of ${host.name} names \`${name}\`, which is not a host of the inventory`,
      { place, hint: 'add the relay to the inventory, if necessary in a group that no play uses' },
    )
  const variables = hostScope(run, relay)
  const settings = connectionSettings(run, relay, {}, { variables, keywords: variables })
  const { relay: outer, become: _, ...own } = settings
  if (outer && relayNames(relay, outer).length > 0)
    throw new InputError(`the relay ${name} of ${host.name} has a relay itself`, {
      place: outer.place,
      hint: 'reach it through a jump host instead, with `ssh_args: -o ProxyJump=…`',
    })
  const program = asWords(relay, settings.relayCommand)
  return {
    target: makeTarget(run, relay, {}, own, variables),
    command: [...(program.length === 0 ? ['drover'] : program), 'relay'],
  }
}
