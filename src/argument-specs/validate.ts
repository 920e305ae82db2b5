import { parseAnsibleFlag } from '../base/flag.ts'
import { isList, isMap } from '../values/plain.ts'
import { Unknown } from '../values/unknown.ts'
import { ConversionError, convert } from './convert.ts'
import type { ArgumentSpec, Option, Rules } from './option.ts'
import { asNumber, isSame, pythonText, pythonType } from './python.ts'
import { brokenRules } from './rules.ts'
import { unreadableMap } from './unreadable-map.ts'

/** An error in the arguments of a role or task, with ansible-core's message. */
export interface ArgumentError {
  readonly message: string
  /** The names and indexes that lead to the value. */
  readonly path: readonly string[]
  /** Whether the error is that there is no value. */
  readonly isMissing: boolean
}

/**
 * Returns all errors in the arguments. An `Unknown`, or an argument that depends on one, is assumed to be valid; it
 * may also turn out to be absent. Source: `ArgumentSpecValidator.validate` of ansible-core 2.14.
 */
export function argumentErrors(spec: ArgumentSpec, given: ReadonlyMap<string, unknown>): ArgumentError[] {
  const unreadable = unreadableMap(spec, given)
  const found: Found = { errors: unreadable ? [{ ...unreadable, isMissing: false }] : [], unsupported: [] }
  checkLevel({ spec, values: new Map(given), within: [], path: [], isSecret: false, found })
  const [first] = found.unsupported
  if (!first) return found.errors
  const names = [...new Set(found.unsupported.map(({ name }) => name))].sort().join(', ')
  const message = `unsupported parameters: ${names}. Supported parameters include: ${first.supported}.`
  return [...found.errors, { message, path: first.path, isMissing: false }]
}

interface Found {
  readonly errors: ArgumentError[]
  readonly unsupported: {
    readonly name: string
    readonly path: readonly string[]
    readonly supported: string
  }[]
}

/** The arguments, or a map within them, that are checked together. */
interface Level {
  readonly spec: ArgumentSpec
  readonly rules?: Rules
  readonly values: Map<string, unknown>
  /** The names of the options that contain this map. */
  readonly within: readonly string[]
  readonly path: readonly string[]
  readonly isSecret: boolean
  readonly found: Found
}

function checkLevel(level: Level): void {
  const { spec, rules, values } = level
  for (const [name, { aliases }] of spec)
    for (const alias of aliases) if (values.has(alias)) values.set(name, values.get(alias))
  noteUnsupported(level)
  const isSecret = (name: string): boolean => level.isSecret || spec.get(name)?.isSecret === true
  const noteBroken = (broken: ReturnType<typeof brokenRules>): void => {
    for (const { message, name, isMissing } of broken) note(level, message, [name], isMissing)
  }
  noteBroken(brokenRules(rules && { exclusive: rules.exclusive }, values, isSecret))
  for (const [name, { fallback }] of spec)
    if (fallback !== undefined && !values.has(name)) values.set(name, fallback)
  noteMissing(level)
  for (const [name, option] of spec) convertValue(level, name, option)
  for (const [name, option] of spec) checkChoices(level, name, option)
  noteBroken(brokenRules(rules && { ...rules, exclusive: [] }, values, isSecret))
  for (const [name, option] of spec) checkInside(level, name, option)
}

function note(
  { within, path, found }: Level,
  message: string,
  at: readonly string[],
  isMissing = false,
): void {
  const where = within.length > 0 ? ` found in ${within.join(' -> ')}` : ''
  found.errors.push({ message: message + where, path: [...path, ...at], isMissing })
}

/** Adds an error about a type. Ansible-core's message has the context in its middle. */
function noteType(
  { within, path, found }: Level,
  [what, why]: readonly [string, string],
  at: string[],
): void {
  const where = within.length > 0 ? ` found in '${within.join(' -> ')}'.` : ''
  found.errors.push({ message: `${what}${where} ${why}`, path: [...path, ...at], isMissing: false })
}

function noteUnsupported({ spec, values, within, path, found }: Level): void {
  const aliases = [...spec.values()].flatMap(option => option.aliases)
  const shown = aliases.length > 0 ? ` (${aliases.toSorted().join(', ')})` : ''
  const supported = [...spec.keys()].sort().join(', ') + shown
  for (const name of values.keys()) {
    if (spec.has(name) || aliases.includes(name)) continue
    found.unsupported.push({ name: [...within, name].join('.'), path: [...path, name], supported })
  }
}

function noteMissing(level: Level): void {
  const missing = [...level.spec].flatMap(([name, { isRequired }]) =>
    isRequired && !level.values.has(name) ? [name] : [],
  )
  const [first] = missing
  if (first === undefined) return
  note(level, `missing required arguments: ${missing.toSorted().join(', ')}`, [first], true)
}

/** Replaces the value by one of the option's type. A value that cannot be converted stays, and an error is added. */
function convertValue(level: Level, name: string, { type, elements, isSecret }: Option): void {
  const { values } = level
  const value = values.get(name)
  if (!values.has(name) || value === null || value instanceof Unknown) return
  const isMasked = isSecret || level.isSecret
  try {
    values.set(name, convert(type, value))
  } catch (error) {
    const why = `and we were unable to convert to ${type}: ${reasonOf(error, isMasked)}`
    noteType(level, [`argument '${name}' is of type ${pythonType(value)}`, why], [name])
    return
  }
  const items = values.get(name)
  if (!elements || !isList(items)) return
  const converted = items.map((item, index) => {
    if (item instanceof Unknown) return item
    try {
      return convert(elements, item)
    } catch (error) {
      const why = `is of type ${pythonType(item)} and we were unable to convert to ${elements}: ${reasonOf(error, isMasked)}`
      noteType(level, [`Elements value for option '${name}'`, why], [name, String(index)])
      return item
    }
  })
  values.set(name, converted)
}

function reasonOf(error: unknown, isMasked: boolean): string {
  if (!(error instanceof ConversionError)) throw error
  return isMasked ? error.masked : error.message
}

function checkChoices(level: Level, name: string, { choices, isSecret }: Option): void {
  const value = level.values.get(name)
  if (!choices || !level.values.has(name) || value instanceof Unknown) return
  if (choices.some(each => each instanceof Unknown)) return
  const isChoice = (item: unknown): boolean => choices.some(each => isSame(each, item))
  const all = choices.map(pythonText).join(', ')
  const isMasked = isSecret || level.isSecret
  const show = (items: readonly unknown[]): string =>
    isMasked ? 'a value that is not shown' : items.map(pythonText).join(', ')
  if (isList(value)) {
    const others = value.filter(item => !(item instanceof Unknown) && !isChoice(item))
    if (others.length > 0)
      note(level, `value of ${name} must be one or more of: ${all}. Got no match for: ${show(others)}`, [
        name,
      ])
  } else if (!isChoice(value) && !isWordOf(value, choices))
    note(level, `value of ${name} must be one of: ${all}, got: ${show([value])}`, [name])
}

/**
 * Whether the text `True` or `False` stands for the only choice that YAML 1.1 reads as that boolean: `yes` in
 * `[yes, sometimes]`.
 */
function isWordOf(value: unknown, choices: readonly unknown[]): boolean {
  if (value !== 'True' && value !== 'False') return false
  const isWord = (each: unknown): boolean => typeof each !== 'string' || each === each.trim().toLowerCase()
  const meant = choices
    .filter(each => isWord(each) && parseAnsibleFlag(each) === (value === 'True'))
    .map(asNumber)
  return new Set(meant).size === 1
}

/** Checks the options of a map, or of each map in a list. */
function checkInside(level: Level, name: string, option: Option): void {
  const { type, elements, options, rules, appliesDefaults } = option
  const isOfMaps = type === 'dict' || (type === 'list' && elements === 'dict')
  if (!options || !isOfMaps) return
  const value = level.values.get(name) ?? (appliesDefaults ? {} : undefined)
  if (value === undefined || value instanceof Unknown) return
  const inside = (map: unknown, index?: number): void => {
    if (!isMap(map)) {
      // For an item of a list, the error was already added.
      if (index === undefined) note(level, `value of '${name}' must be of type dict or list of dicts`, [name])
      return
    }
    checkLevel({
      spec: options,
      rules,
      values: new Map(Object.entries(map)),
      within: [...level.within, name],
      path: [...level.path, name, ...(index === undefined ? [] : [String(index)])],
      isSecret: level.isSecret || option.isSecret,
      found: level.found,
    })
  }
  if (isList(value)) for (const [index, each] of value.entries()) inside(each, index)
  else inside(value)
}
