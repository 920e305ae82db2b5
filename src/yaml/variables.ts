import { GIVEN_NAMES } from '../base/builtin-names.ts'
import { InputError, type Place, type Source } from '../errors.ts'
import { describe } from './describe.ts'
import type { VarsSource } from './load.ts'
import { attempt, type Problems, throwProblems } from './problems.ts'

/** A map of variables: names that expressions can refer to, values as written. Null is none. Throws InputError. */
export function readVars(source: Source, what: string): VarsSource {
  if (source.kind === 'scalar' && source.value === null) return new Map()
  if (source.kind !== 'map') {
    throw new InputError(`${what} must be a map of names and values, got ${describe(source)}`, {
      place: source.place,
      hint: 'write each as `name: value`',
    })
  }
  const problems: Problems = []
  const vars = new Map<string, Source>()
  for (const [name, { keyPlace, value }] of source.entries) {
    attempt(problems, () => checkName(name, keyPlace))
    vars.set(name, value)
  }
  throwProblems(problems)
  return vars
}

/**
 * The same for names set by a playbook or the command line, which is intended: names that Drover itself sets
 * are not allowed.
 */
export function readOwnVars(source: Source, what: string): VarsSource {
  const vars = readVars(source, what)
  const problems: Problems = []
  for (const [name, value] of vars) attempt(problems, () => refuseGiven(name, value.place, what))
  throwProblems(problems)
  return vars
}

/** The keyword `vars`; in the dialect of Ansible, it may also be a list of maps, of which the last one with a name counts. */
export function readVarsKeyword(source: Source): VarsSource {
  if (source.kind !== 'list' || source.items.length === 0) return readOwnVars(source, '`vars`')
  const isListOfMaps = source.items.every(item => item.kind === 'map' && item.dialect === 'ansible')
  if (!isListOfMaps) return readOwnVars(source, '`vars`')
  return new Map(source.items.flatMap(item => [...readOwnVars(item, '`vars`')]))
}

/** Throws InputError for a name that Drover gives a value itself. */
export function refuseGiven(name: string, place: Place, what: string): void {
  if (!GIVEN_NAMES.has(name)) return
  throw new InputError(`${what} cannot set \`${name}\`: Drover sets this variable itself`, {
    place,
    hint: 'choose another name',
  })
}

/** Throws InputError when a variable's name is not one that expressions and templates can hold. */
export function checkName(name: string, place: Source['place']): void {
  if (isIdentifier(name)) return
  throw new InputError(`\`${name}\` cannot be the name of a variable`, {
    place,
    hint: `letters, digits and \`_\`, not beginning with a digit: \`${suggestName(name)}\``,
  })
}

/** Whether a word can name a variable. */
export function isIdentifier(name: string): boolean {
  // safety: a variable cannot be named `__proto__`
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && name !== '__proto__'
}

function suggestName(name: string): string {
  const word = name.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^_+|_+$/g, '')
  return /^[A-Za-z]/.test(word) ? word : `v${word}`
}
