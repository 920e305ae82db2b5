import { escapeControl } from '../base/escape-control.ts'
import { compileGlob } from '../base/glob.ts'
import { suggest } from '../base/suggest.ts'
import type { Reporter } from '../engine/state/reporter.ts'
import { InputError } from '../errors.ts'
import { dispatch, type EventHandlers } from './dispatch.ts'
import { hintLines } from './failure-text.ts'
import { alignColumns, showInLine, showYaml } from './show-values.ts'
import { warningText } from './warning-text.ts'

/** Facts by name, such as `ansible_distribution`. */
export type Facts = Readonly<Record<string, unknown>>

/** Returns a reporter that collects the facts of hosts. `warn` is called with the errors of hosts. */
export function collectFacts(
  warn: (line: string) => void,
): Reporter & { readonly facts: () => Map<string, Facts> } {
  const gathered = new Map<string, Facts>()
  let hosts: readonly string[] = []
  const handlers: EventHandlers = {
    'play.start': event => {
      hosts = event.hosts
    },
    'task.result': ({ host, status, message, hint, outputs }) => {
      const { ansible_facts: found } = outputs
      if (typeof found === 'object' && found !== null) gathered.set(host, found as Facts)
      else warn(`${host} ${status}: ${[message ?? '', ...hintLines(hint)].join('\n  ')}`)
    },
    warning: event => warn(warningText(event)),
  }
  const facts = (): Map<string, Facts> =>
    new Map(hosts.flatMap(host => (gathered.has(host) ? [[host, gathered.get(host) ?? {}]] : [])))
  return { facts, event: event => dispatch(handlers, event), close: async () => {} }
}

/**
 * Returns the facts with these names, which may be globs, with or without `ansible_`; all facts if there are no
 * names. Throws InputError for a name that no host has.
 */
export function chooseFacts(all: ReadonlyMap<string, Facts>, names: readonly string[]): Map<string, Facts> {
  if (names.length === 0) return new Map(all)
  const known = new Set([...all.values()].flatMap(facts => Object.keys(facts)))
  const globs = names.map(name => ({ name, glob: compileGlob(full(name)) }))
  for (const { name, glob } of globs) {
    if (known.size === 0 || [...known].some(glob.matches)) continue
    const near = suggest(full(name), known)
    throw new InputError(`none of these hosts has a fact \`${name}\``, {
      hint: near ? `did you mean \`${near}\`?` : '`run facts HOST` shows all facts of a host',
    })
  }
  const isWanted = (name: string): boolean => globs.some(({ glob }) => glob.matches(name))
  const wanted = (facts: Facts): Facts =>
    Object.fromEntries(Object.entries(facts).filter(([name]) => isWanted(name)))
  return new Map([...all].map(([host, facts]) => [host, wanted(facts)]))
}

function full(name: string): string {
  return name.startsWith('ansible_') || name.startsWith('*') ? name : `ansible_${name}`
}

/** Returns the facts as YAML; as a table if there is only one fact and its values are plain. */
export function showFacts(facts: ReadonlyMap<string, Facts>): string {
  const names = new Set([...facts.values()].flatMap(each => Object.keys(each)))
  const [name = ''] = names
  const values = [...facts].map(([host, each]) => [host, each[name]] as const)
  const isTable = names.size === 1 && values.every(([, value]) => typeof value !== 'object')
  if (!isTable) return showYaml(Object.fromEntries(facts))
  return alignColumns(
    values.map(([host, value]) => [escapeControl(host), value === undefined ? '-' : showInLine(value)]),
  ).join('\n')
}
