import { parseAnsibleFlag, parseFlag } from '../../base/flag.ts'
import { unboxed } from '../../base/float.ts'
import { InputError, type ScalarSource, type Source } from '../../errors.ts'
import { asExpression } from '../../jinja/translate-text.ts'
import { describe, isNothing, isTemplated, itemsOf } from '../../yaml/describe.ts'
import { isIdentifier } from '../../yaml/variables.ts'
import { type Reading, valueNow } from './context.ts'

/** Throws InputError if a keyword's value, as far as it is known before it is rendered, is not what it takes. */
export type Check = (key: string, source: Source) => void

/** True or false, also in the spellings of YAML 1.1 and Ansible. */
export const isFlag: Check = (key, source) => {
  if (isTemplated(source)) return
  if (source.kind === 'scalar' && parseAnsibleFlag(source.value) !== undefined) return
  refuse(key, 'must be true or false', source)
}

/** True, false or one other word. */
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

/** A number from 0 on. */
export const isNumber: Check = (key, source) => {
  if (isTemplated(source)) return
  const value = source.kind === 'scalar' && !isNothing(source) ? Number(source.value) : Number.NaN
  if (Number.isNaN(value) || value < 0 || source.kind !== 'scalar' || typeof source.value === 'boolean') {
    refuse(key, 'must be a number', source)
  }
}

/** A list, or what renders to one. */
export const isListOrTemplate: Check = (key, source) => {
  if (source.kind === 'list' || isTemplated(source)) return
  const isName = source.kind === 'scalar' && typeof source.value === 'string' && isIdentifier(source.value)
  refuse(key, 'must be a list', source, isName ? `write \`${key}: "{{ ${source.value} }}"\`` : undefined)
}

/** A map of names and values, a list of such, or what renders to them. */
export const isEnvironment: Check = (key, source) => {
  if (source.kind === 'map' || isTemplated(source)) return
  if (source.kind === 'list') for (const item of source.items) isEnvironment(key, item)
  else refuse(key, 'must be a map of names and values', source)
}

/** A word that a name can be given by: `register`, `loop_var`. Gives the word. */
export function readName(key: string, source: Source): string {
  if (source.kind !== 'scalar' || typeof source.value !== 'string' || !isIdentifier(source.value)) {
    const word = source.kind === 'scalar' ? String(source.value).replace(/\W/g, '_') : ''
    const hint = isIdentifier(word) ? `write \`${key}: ${word}\`` : undefined
    refuse(key, 'must be the name of a variable: letters, digits and `_`', source, hint)
  }
  return String((source as { value: string }).value)
}

/** One of some words. */
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

/** Tags in a list, or in text with commas. */
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

/** Names in a list, or one of them: `notify`. */
export function readNames(key: string, source: Source): Source[] {
  const items = itemsOf(source)
  for (const item of items) isText(key, item)
  return [...items]
}

/** One condition or a list of them, all of which must be true. */
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
    hint: bareExpression(text),
  })
}

/** As Ansible takes it: nothing is true, and so is any number but 0; braces are allowed. */
function jinjaCondition({ value, place, dialect }: ScalarSource): ConditionSource {
  const amount = unboxed(value)
  if (typeof amount === 'number') return { kind: 'scalar', value: amount !== 0, place }
  const literal = value === null || value === '' ? true : parseFlag(value)
  return { kind: 'scalar', value: literal ?? value, place, ...(dialect === undefined ? {} : { dialect }) }
}

/** `{{ x }} == "{{ y }}"` without its braces and in CEL, if that is certainly what was meant. */
function bareExpression(text: string): string {
  const bare = text.replace(/["']?\{\{\s*(.*?)\s*\}\}["']?/g, '$1')
  const said = /[{}%]/.test(bare) ? { lacks: '' } : asExpression(bare)
  // What only CEL can read stays as it is.
  if (said !== undefined && !('text' in said)) return 'remove the braces'
  return `remove the braces: \`${said === undefined ? bare : said.text}\``
}

function refuse(key: string, what: string, source: Source, hint?: string): never {
  throw new InputError(`\`${key}\` ${what}, got ${describe(source)}`, { place: source.place, hint })
}

/** A condition or expression in CEL, or a literal true or false. */
export type ConditionSource = ScalarSource
