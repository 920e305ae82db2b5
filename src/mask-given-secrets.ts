import { isKnownLater, knownHostsOf } from './engine/play/hosts-of-play.ts'
import type { RunContext } from './engine/state/context.ts'
import type { Source } from './errors.ts'
import type { Play } from './playbook/steps.ts'
import { isSecret } from './yaml/describe.ts'

/**
 * Masks what `-e` gives for secrets: for the private variables of `vars_prompt`, and for variables that are secrets in the inventory or in
 * the `vars` of a play.
 */
export function maskGivenSecrets(run: RunContext, plays: readonly Play[]): void {
  const { masks, settings } = run
  if (settings.extraVars.size === 0) return
  const prompts = plays.flatMap(play => play.prompts.filter(({ isPrivate }) => isPrivate))
  const asked = new Set(prompts.map(({ name }) => name))
  const others = otherVariables(run, plays)
  for (const [name, source] of settings.extraVars) {
    if (asked.has(name) || others.some(layer => isSecretIn(layer, name)))
      for (const text of textsOf(source)) masks.add(text)
  }
}

/** What has variables: those of a file of secrets are decrypted when they are first read. */
type WithVars = Pick<Play, 'vars'>

/** All that has variables which `-e` overrides: the layers of the hosts of these plays, and the plays. */
function otherVariables(run: RunContext, plays: readonly Play[]): WithVars[] {
  const hosts = new Set([run.localhost, ...plays.flatMap(play => knownHostsOf(run, play).hosts)])
  return [...new Set<WithVars>([...[...hosts].flatMap(({ inventory }) => inventory.layers), ...plays])]
}

function isSecretIn(layer: WithVars, name: string): boolean {
  try {
    const source = layer.vars.get(name)
    return source !== undefined && isSecret(source)
  } catch (error) {
    // A file without a key is reported when a task reads a variable of it.
    if (isKnownLater(error)) return false
    throw error
  }
}

function textsOf(source: Source): string[] {
  if (source.kind === 'list') return source.items.flatMap(textsOf)
  if (source.kind === 'map') return [...source.entries.values()].flatMap(({ value }) => textsOf(value))
  return typeof source.value === 'string' || typeof source.value === 'number' ? [String(source.value)] : []
}
