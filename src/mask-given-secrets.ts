import { hostsNow, isLate } from './engine/play/hosts-of-play.ts'
import type { RunContext } from './engine/state/context.ts'
import type { Source } from './errors.ts'
import type { Play } from './playbook/steps.ts'
import { isSecret } from './yaml/describe.ts'
import type { VarsSource } from './yaml/load.ts'

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
    if (asked.has(name) || others.some(vars => isSecretIn(vars, name)))
      for (const text of textsOf(source)) masks.add(text)
  }
}

/** Every set of variables that `-e` overrides: those of the hosts of these plays, and of the plays. */
function otherVariables(run: RunContext, plays: readonly Play[]): VarsSource[] {
  const hosts = new Set([run.localhost, ...plays.flatMap(play => hostsNow(run, play).hosts)])
  const ofHosts = [...hosts].flatMap(({ inventory }) => inventory.layers.map(({ vars }) => vars))
  return [...new Set([...ofHosts, ...plays.map(({ vars }) => vars)])]
}

function isSecretIn(vars: VarsSource, name: string): boolean {
  try {
    const source = vars.get(name)
    return source !== undefined && isSecret(source)
  } catch (error) {
    // A file without a key is reported when a task reads a variable of it.
    if (isLate(error)) return false
    throw error
  }
}

function textsOf(source: Source): string[] {
  if (source.kind === 'list') return source.items.flatMap(textsOf)
  if (source.kind === 'map') return [...source.entries.values()].flatMap(({ value }) => textsOf(value))
  return typeof source.value === 'string' || typeof source.value === 'number' ? [String(source.value)] : []
}
