import { GIVEN_NAMES } from '../base/builtin-names.ts'
import { InputError, type Place, type Source } from '../errors.ts'
import { describe } from './describe.ts'
import type { VarsSource } from './load.ts'
import { attempt, type Problems, throwProblems } from './problems.ts'

/**
 * Reads a map of variables: names that expressions can refer to, and their values as written. Null is an empty map.
 * Throws InputError.
 */
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
 * Reads a map of variables that a playbook or the command line sets. Unlike `readVars`, refuses names that Drover
 * itself sets. Throws InputError.
 */
export function readOwnVars(source: Source, what: string): VarsSource {
  const vars = readVars(source, what)
  const problems: Problems = []
  for (const [name, value] of vars) attempt(problems, () => refuseGiven(name, value.place, what))
  throwProblems(problems)
  return vars
}

/**
 * Reads the keyword `vars`. In the dialect of Ansible, it may also be a list of maps; the last map that contains a
 * name determines its value. Throws InputError.
 */
export function readVarsKeyword(source: Source): VarsSource {
  if (source.kind !== 'list' || source.items.length === 0) return readOwnVars(source, '`vars`')
  const isListOfMaps = source.items.every(item => item.kind === 'map' && item.dialect === 'ansible')
  if (!isListOfMaps) return readOwnVars(source, '`vars`')
  return new Map(source.items.flatMap(item => [...readOwnVars(item, '`vars`')]))
}

/** Throws InputError for the name of a variable that Drover itself sets. */
export function refuseGiven(name: string, place: Place, what: string): void {
  if (!GIVEN_NAMES.has(name)) return
  throw new InputError(`${what} cannot set \`${name}\`: Drover sets this variable itself`, {
    place,
    hint: 'choose another name',
  })
}

/** Throws InputError for a name that expressions and templates cannot use. */
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
