import { ownValue } from '../base/own-value.ts'
import { ITEM, type Term } from './term.ts'

/** Writes a term as CEL. Throws Untranslatable. */
export function toExpression(term: Term): string {
  return write(term, 0)
}

/** The precedence of each CEL operator; an operand of lower precedence gets parentheses. */
const LEVEL = { choice: 1, or: 2, and: 3, relation: 4, sum: 5, product: 6, sign: 7, whole: 8 } as const

const INFIX: Readonly<Record<string, readonly [sign: string, level: number]>> = {
  or: ['||', LEVEL.or],
  and: ['&&', LEVEL.and],
  eq: ['==', LEVEL.relation],
  ne: ['!=', LEVEL.relation],
  lt: ['<', LEVEL.relation],
  le: ['<=', LEVEL.relation],
  gt: ['>', LEVEL.relation],
  ge: ['>=', LEVEL.relation],
  sub: ['-', LEVEL.sum],
  mul: ['*', LEVEL.product],
  mod: ['%', LEVEL.product],
}

/** Reserved words of CEL, which cannot name a variable or a key after a dot. */
const RESERVED = new Set(
  'as break const continue else for function if import in let loop package namespace return var void while'.split(
    ' ',
  ),
)

function write(term: Term, least: number): string {
  const [text, level] = written(term)
  return level < least ? `(${text})` : text
}

function written(term: Term): [text: string, level: number] {
  switch (term.kind) {
    case 'path':
      return [RESERVED.has(term.name) ? `vars["${term.name}"]` : term.name, LEVEL.whole]
    case 'constant':
      return [JSON.stringify(term.value), LEVEL.whole]
    case 'list':
      return [`[${term.items.map(item => write(item, 0)).join(', ')}]`, LEVEL.whole]
    case 'map':
      return [
        `{${term.entries.map(([key, value]) => `${write(key, 0)}: ${write(value, 0)}`).join(', ')}}`,
        LEVEL.whole,
      ]
    case 'item':
      return [`${write(term.of, LEVEL.whole)}${keyOf(term.key)}`, LEVEL.whole]
    case 'plus':
      return infix('+', LEVEL.sum, term.left, term.right)
    case 'minus':
      return [`-${write(term.of, LEVEL.sign)}`, LEVEL.sign]
    case 'type': {
      const types = term.types.map(type => `type(${write(term.of, 0)}) == ${type}`)
      return [types.join(' || '), types.length > 1 ? LEVEL.or : LEVEL.relation]
    }
    case 'each':
      return [`${write(term.of, LEVEL.whole)}.${term.how}(${ITEM}, ${write(term.body, 0)})`, LEVEL.whole]
    case 'call':
      return writtenCall(term.name, term.args, term.options)
  }
}

function keyOf(key: Term): string {
  const isPlain = key.kind === 'constant' && typeof key.value === 'string' && /^[A-Za-z_]\w*$/.test(key.value)
  return isPlain && !RESERVED.has(String(key.value)) ? `.${key.value}` : `[${write(key, 0)}]`
}

function writtenCall(
  name: string,
  args: readonly Term[],
  options: Readonly<Record<string, Term>> = {},
): [string, number] {
  const [first, second, third] = args
  const operator = ownValue(INFIX, name)
  if (operator && first && second && args.length === 2) return infix(...operator, first, second)
  if (name === 'not' && first) return [`!${write(first, LEVEL.sign)}`, LEVEL.sign]
  if (name === 'contains' && first && second)
    return [`${write(second, LEVEL.sum)} in ${write(first, LEVEL.sum)}`, LEVEL.relation]
  if (name === 'length' && first) return [`size(${write(first, 0)})`, LEVEL.whole]
  if (name === 'ternary' && first && second && third && isFlag(first))
    return [
      `${write(first, LEVEL.or)} ? ${write(second, LEVEL.or)} : ${write(third, LEVEL.choice)}`,
      LEVEL.choice,
    ]
  const helper = { first_true: 'or', all_true: 'and', not_true: 'not' }[name] ?? name
  const named = Object.entries(options).map(([key, value]) => `"${key}": ${write(value, 0)}`)
  const values = args.map(arg => write(arg, 0))
  const all = named.length === 0 ? values : [...values, `{${named.join(', ')}}`]
  return [`${helper}(${all.join(', ')})`, LEVEL.whole]
}

/**
 * Writes a binary operator. The operands of a comparison must bind tighter; the left operand of any other operator
 * may be a call of the same operator.
 */
function infix(sign: string, level: number, left: Term, right: Term): [string, number] {
  const own = level === LEVEL.relation ? level + 1 : level
  return [`${write(left, own)} ${sign} ${write(right, level + 1)}`, level]
}

/** Whether a term is certainly true or false. */
export function isFlag(term: Term): boolean {
  if (term.kind === 'constant') return typeof term.value === 'boolean'
  if (term.kind === 'type') return true
  if ((term.kind === 'path' || term.kind === 'item') && term.type === 'flag') return true
  if (term.kind === 'item')
    return term.key.kind === 'constant' && ['changed', 'failed'].includes(String(term.key.value))
  if (term.kind !== 'call') return false
  if (term.name === 'and' || term.name === 'or') return term.args.every(isFlag)
  return FLAGS.has(term.name)
}

const FLAGS = new Set(
  'not not_true eq ne lt le gt ge contains defined matches version bool startswith endswith'.split(' '),
)
