import { suggest } from '../../base/suggest.ts'
import type { Entry, Layer } from '../../evaluation/scope.ts'
import { PendingValueError } from '../../values/deferred.ts'
import { lazyObject } from '../../values/lazy.ts'
import { adviseOn } from '../../values/name-hints.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import type { Gathering, RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { isGatheredByTask } from '../steps/variable-setters.ts'

/**
 * Thrown when a rendered value reads a fact of a host whose facts are not gathered yet. `withFacts` gathers them and
 * renders again.
 */
export class PendingFacts extends PendingValueError {
  override readonly name = 'PendingFacts'
  readonly host: HostState

  constructor(host: HostState) {
    super(`the facts of ${host.name} have not been gathered yet`)
    this.host = host
  }
}

/**
 * Returns the layer of a host's facts: `facts`, `ansible_facts` and each fact as `ansible_NAME`. The values are never
 * rendered. Reading a fact that is not gathered yet throws PendingFacts; before a run, it throws UnknownValueError.
 */
export function factsLayer(run: RunContext, host: HostState, gathering: Gathering): Layer {
  const { known } = run.factNames
  return {
    has: name => {
      if (isWhole(name))
        return host.facts !== undefined || mayBeGatheredLater(host, gathering) || mayHaveGathered(host)
      const fact = factOf(name)
      if (fact === undefined) return false
      if (host.facts) return Object.hasOwn(host.facts, fact)
      const about = known.get(fact)
      if (!about || !mayBeGatheredLater(host, gathering)) return false
      if (!about.isAlways) throwPending(host)
      return true
    },
    // safety: facts from a host are not evaluated as templates
    get: name => entryOf(() => (isWhole(name) ? wholeOf(run, host, gathering) : read(run, host, name))),
    keys: () => namesOfFacts(run, host, gathering)[Symbol.iterator](),
  }
}

/**
 * Returns an entry with all facts of a host. They are gathered when one is read, regardless of the play's
 * `gather_facts`.
 */
export function factsOnDemand(run: RunContext, host: HostState): Entry {
  return entryOf(() => wholeOf(run, host, 'on demand'))
}

/** Returns the layer of facts that only some hosts have: those of network interfaces. It has the lowest precedence. */
export function interfacesLayer(run: RunContext, host: HostState, gathering: Gathering): Layer {
  const has = (name: string): boolean => {
    const fact = factOf(name)
    const isOpen = fact !== undefined && !host.facts && run.factNames.isInterface(fact)
    return isOpen && mayBeGatheredLater(host, gathering) && throwPending(host)
  }
  return { has, get: () => undefined, keys: () => [][Symbol.iterator]() }
}

/**
 * Returns a hint for a missing variable that is a fact, or that Ansible provides with facts; undefined for any other.
 */
export function adviceOnFact(run: RunContext, name: string, gathering: Gathering): string | undefined {
  const fact = factOf(name)
  const isFact = isWhole(name) || (fact !== undefined && run.factNames.known.has(fact))
  if (gathering === 'never' && isFact)
    return 'the play has `gather_facts: false`: without this setting, facts are gathered when something refers to them'
  if (fact === undefined) return undefined
  const near = run.factNames.known.has(fact) ? undefined : suggest(fact, run.factNames.known.keys())
  return run.factNames.suggestion(fact) ?? (near && `did you mean \`${PREFIX}${near}\`?`)
}

/** Returns facts as an object whose errors suggest the intended fact or an alternative. */
export function asFacts(run: RunContext, facts: Readonly<Record<string, unknown>>): HostState['facts'] {
  return adviseOn(facts, { names: () => Object.keys(facts), advise: run.factNames.suggestion })
}

function isWhole(name: string): boolean {
  return name === 'facts' || name === 'ansible_facts'
}

function factOf(name: string): string | undefined {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : undefined
}

const PREFIX = 'ansible_'

/** Whether a reference to a fact gathers the facts of the host. */
function mayBeGatheredLater({ uncertain }: HostState, gathering: Gathering): boolean {
  if (gathering !== 'never') return true
  // An earlier play may have gathered them.
  return uncertain?.mayHaveFacts === true
}

function throwPending(host: HostState): never {
  throw host.uncertain ? new UnknownValueError(unknownFacts(host)) : new PendingFacts(host)
}

function unknownFacts({ name }: HostState): Unknown {
  return new Unknown(`the facts of ${name}`)
}

function entryOf(make: () => unknown): Entry {
  return {
    get value() {
      return make()
    },
  }
}

function read(run: RunContext, host: HostState, name: string): unknown {
  const { facts } = host
  if (facts) return facts[factOf(name) ?? '']
  return host.uncertain ? factInPreflight(run, host, factOf(name) ?? '') : throwPending(host)
}

/** Returns all facts of a host, including those that separate tasks gather. */
function wholeOf(run: RunContext, host: HostState, gathering: Gathering): unknown {
  const gathered = gatheredOf(host)
  if (host.uncertain && !host.facts) return factsInPreflight(run, host, gathered)
  // The other facts are gathered when one of them is read.
  const others = (): Readonly<Record<string, unknown>> =>
    host.facts ?? (mayBeGatheredLater(host, gathering) ? throwPending(host) : {})
  if (gathered.size === 0) return others()
  return lazyObject(
    () => [...gathered.keys(), ...Object.keys(others())],
    name => (gathered.has(name) ? gathered.get(name) : others()[name]),
    name => gathered.has(name) || Object.hasOwn(others(), name),
    { names: () => [...gathered.keys(), ...Object.keys(host.facts ?? {})], advise: run.factNames.suggestion },
  )
}

/** Returns the facts that separate tasks have gathered or set. They are variables too. */
function gatheredOf({ variables, cachedFacts }: HostState): Map<string, unknown> {
  const found = [...[...variables].filter(([name]) => isGatheredByTask(name)), ...cachedFacts]
  return new Map(
    found.flatMap(([name, entry]) => ('value' in entry ? [[factOf(name) ?? name, entry.value]] : [])),
  )
}

/** Whether, before a run, a `set_fact` with `cacheable` may have set this fact. */
function mayBeCached({ uncertain }: HostState, fact: string): boolean {
  return uncertain?.cached.some(pattern => pattern.test(fact) || pattern.test(`${PREFIX}${fact}`)) === true
}

/** Whether separate tasks have set facts, or may have, although the other facts are not gathered. */
function mayHaveGathered(host: HostState): boolean {
  const { uncertain } = host
  if (gatheredOf(host).size > 0) return true
  return (
    uncertain !== undefined &&
    (uncertain.cached.length > 0 || ['services', 'packages'].some(uncertain.maySet))
  )
}

/** Returns the facts of a host before a run: known names exist with unknown values, other names do not exist. */
function factsInPreflight(run: RunContext, host: HostState, gathered: ReadonlyMap<string, unknown>): unknown {
  const { known, suggestion, isInterface } = run.factNames
  const has = (name: string): boolean => {
    if (gathered.has(name)) return true
    if (mayBeCached(host, name)) return throwPending(host)
    if (isGatheredByTask(name) && host.uncertain?.maySet(name)) return throwPending(host)
    const about = known.get(name)
    if (about?.isAlways) return true
    // A network interface may have any short name.
    const isStrange =
      name.length > 15 || suggestion(name) !== undefined || suggest(name, known.keys()) !== undefined
    return about || isInterface(name) || !isStrange ? throwPending(host) : false
  }
  return lazyObject(
    () => throwPending(host),
    name => (gathered.has(name) ? gathered.get(name) : factInPreflight(run, host, name)),
    has,
    { names: () => known.keys(), advise: suggestion },
  )
}

function factInPreflight(run: RunContext, host: HostState, name: string): unknown {
  const keys = run.factNames.known.get(name)?.keys
  if (!keys) return unknownFacts(host)
  const isKey = (key: string): boolean => keys.includes(key) && throwPending(host)
  return lazyObject(
    () => throwPending(host),
    () => unknownFacts(host),
    isKey,
    { names: () => keys },
  )
}

function namesOfFacts({ factNames }: RunContext, host: HostState, gathering: Gathering): string[] {
  if (!host.facts && !mayBeGatheredLater(host, gathering)) return []
  const names = host.facts ? Object.keys(host.facts) : [...factNames.known.keys()]
  return ['facts', 'ansible_facts', ...names.map(name => `${PREFIX}${name}`)]
}
