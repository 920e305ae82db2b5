import { parseAnsibleFlag, parseFlag } from '../../base/flag.ts'
import { unboxed } from '../../base/float.ts'
import { InputError, type ScalarSource, type Source } from '../../errors.ts'
import { asExpression } from '../../jinja/translate-text.ts'
import { describe, isNothing, isTemplated, itemsOf } from '../../yaml/describe.ts'
import { isIdentifier } from '../../yaml/variables.ts'
import { type Reading, valueNow } from './context.ts'

/**
 * Checks the value of a keyword as far as it is known before rendering. Throws InputError if the keyword cannot have
 * it.
 */
export type Check = (key: string, source: Source) => void

/** Accepts true or false, also in the spellings of YAML 1.1 and Ansible. */
export const isFlag: Check = (key, source) => {
  if (isTemplated(source)) return
  if (source.kind === 'scalar' && parseAnsibleFlag(source.value) !== undefined) return
  refuse(key, 'must be true or false', source)
}

/** Returns a check that accepts true, false or one other word. */
export function isFlagOr(word: string): Check {
  return (key, source) => {
    if (isTemplated(source) || (source.kind === 'scalar' && source.value === word)) return
    if (source.kind === 'scalar' && parseAnsibleFlag(source.value) !== undefined) return
    refuse(key, `must be true, false or \`${word}\``, source)
  }
}

export const isText: Check = (key, source) => {
  if (source.kind !== 'scalar' || isNothing(source)) refuse(key, 'must be text', source)
}

/** Accepts a number that is not negative. */
export const isNumber: Check = (key, source) => {
  if (isTemplated(source)) return
  const value = source.kind === 'scalar' && !isNothing(source) ? Number(source.value) : Number.NaN
  if (Number.isNaN(value) || value < 0 || source.kind !== 'scalar' || typeof source.value === 'boolean') {
    refuse(key, 'must be a number', source)
  }
}

/** Accepts a list or a template that renders to one. */
export const isListOrTemplate: Check = (key, source) => {
  if (source.kind === 'list' || isTemplated(source)) return
  const isName = source.kind === 'scalar' && typeof source.value === 'string' && isIdentifier(source.value)
  refuse(key, 'must be a list', source, isName ? `write \`${key}: "{{ ${source.value} }}"\`` : undefined)
}

/** Accepts a map of names and values, a list of such maps, or a template that renders to them. */
export const isEnvironment: Check = (key, source) => {
  if (source.kind === 'map' || isTemplated(source)) return
  if (source.kind === 'list') for (const item of source.items) isEnvironment(key, item)
  else refuse(key, 'must be a map of names and values', source)
}

/**
 * Returns the value of a keyword that is the name of a variable: `register`, `loop_var`. Throws InputError for
 * anything else.
 */
export function readName(key: string, source: Source): string {
  if (source.kind !== 'scalar' || typeof source.value !== 'string' || !isIdentifier(source.value)) {
    const word = source.kind === 'scalar' ? String(source.value).replace(/\W/g, '_') : ''
    const hint = isIdentifier(word) ? `write \`${key}: ${word}\`` : undefined
    refuse(key, 'must be the name of a variable: letters, digits and `_`', source, hint)
  }
  return String((source as { value: string }).value)
}

/** Returns the value of a keyword that is one of several words. Throws InputError for any other value. */
export function readChoice<W extends string>(
  key: string,
  source: Source,
  words: readonly W[],
  reading: Reading,
): W {
  const written = valueNow(`\`${key}\``, source, reading)
  const value = written === undefined ? undefined : String(written).replace(/^ansible\.builtin\./, '')
  const found = words.find(word => word === value)
  if (found === undefined)
    refuse(key, `must be one of ${words.map(word => `\`${word}\``).join(', ')}`, source)
  return found as W
}

/** Returns the tags of a list or of comma-separated text. */
export function readTags(source: Source, reading: Reading): string[] {
  return itemsOf(source).flatMap(item => {
    isText('tags', item)
    const written = valueNow('`tags`', item, reading)
    return [written]
      .flat()
      .flatMap(text => String(text ?? '').split(','))
      .map(tag => tag.trim())
      .filter(tag => tag !== '')
  })
}

/** Returns the names of a list, or a single one: `notify`. */
export function readNames(key: string, source: Source): Source[] {
  const items = itemsOf(source)
  for (const item of items) isText(key, item)
  return [...items]
}

/** Returns a condition, or all of a list of conditions, which must all be true. */
export function readConditions(key: string, source: Source): ConditionSource[] {
  const items = source.kind === 'list' ? source.items : [source]
  return items.map(item => readCondition(key, item))
}

function readCondition(key: string, source: Source): ConditionSource {
  if (source.kind === 'scalar' && source.dialect === 'ansible') return jinjaCondition(source)
  if (source.kind !== 'scalar' || source.tag === '!secret' || isNothing(source) || source.value === '') {
    return refuse(key, 'must be an expression', source)
  }
  if (typeof unboxed(source.value) === 'number')
    return refuse(key, 'must be an expression, true or false', source)
  const literal = parseFlag(source.value)
  if (literal !== undefined) return { kind: 'scalar', value: literal, place: source.place }
  const text = String(source.value)
  if (!text.includes('{{') && !text.includes('{%'))
    return { kind: 'scalar', value: text, place: source.place }
  throw new InputError(`\`${key}\` is already an expression and takes no \`{{ }}\`: ${describe(source)}`, {
    place: source.place,
    hint: expressionWithoutBraces(text),
  })
}

/**
 * Reads a condition as Ansible does: an empty value is true, a number is true unless it is 0, and braces are
 * permitted.
 */
function jinjaCondition({ value, place, dialect }: ScalarSource): ConditionSource {
  const amount = unboxed(value)
  if (typeof amount === 'number') return { kind: 'scalar', value: amount !== 0, place }
  const literal = value === null || value === '' ? true : parseFlag(value)
  return { kind: 'scalar', value: literal ?? value, place, ...(dialect === undefined ? {} : { dialect }) }
}

/**
 * Suggests a condition such as `{{ x }} == "{{ y }}"` without its braces, translated to CEL if its meaning is
 * certain.
 */
function expressionWithoutBraces(text: string): string {
  const withoutBraces = text.replace(/["']?\{\{\s*(.*?)\s*\}\}["']?/g, '$1')
  const translated = /[{}%]/.test(withoutBraces) ? { unsupported: '' } : asExpression(withoutBraces)
  // Text that only CEL can parse stays unchanged.
  if (translated !== undefined && !('text' in translated)) return 'remove the braces'
  return `remove the braces: \`${translated === undefined ? withoutBraces : translated.text}\``
}

function refuse(key: string, what: string, source: Source, hint?: string): never {
  throw new InputError(`\`${key}\` ${what}, got ${describe(source)}`, { place: source.place, hint })
}

/** A condition: an expression, or a literal true or false. */
export type ConditionSource = ScalarSource
