import type { Expression, ExpressionOf, Arguments as GivenArguments } from '../ansible/jinja/ast.ts'
import { amount } from '../ansible/jinja/values.ts'
import type { KnownType } from './types.ts'

/** An expression of Jinja, reduced to the forms that can be translated. */
export type Jinja = Typed &
  (
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'constant'; readonly value: string | number | boolean | null }
    | { readonly kind: 'list'; readonly items: readonly Jinja[] }
    | { readonly kind: 'map'; readonly entries: readonly (readonly [Jinja, Jinja])[] }
    | { readonly kind: 'item'; readonly of: Jinja; readonly key: Jinja }
    /** `of[from:to:step]`. Omitted bounds are undefined. */
    | { readonly kind: 'slice'; readonly of: Jinja; readonly bounds: readonly (Jinja | undefined)[] }
    | { readonly kind: 'call'; readonly of: Jinja; readonly args: Arguments }
    | { readonly kind: 'filter'; readonly of: Jinja; readonly name: string; readonly args: Arguments }
    | {
        readonly kind: 'test'
        readonly of: Jinja
        readonly name: string
        readonly args: Arguments
        readonly isNot: boolean
      }
    | { readonly kind: 'not' | 'minus'; readonly of: Jinja }
    | { readonly kind: 'binary'; readonly sign: string; readonly left: Jinja; readonly right: Jinja }
    | { readonly kind: 'if'; readonly test: Jinja; readonly yes: Jinja; readonly no: Jinja | undefined }
  )

interface Typed {
  /** The type of the value, if it is known from outside the expression. */
  readonly type?: KnownType
}

export interface Arguments {
  readonly values: readonly Jinja[]
  readonly named: ReadonlyMap<string, Jinja>
}

/** Thrown for an expression that this tree has no form for. The message names it. */
export class Unreadable extends Error {}

/** Returns the node that replaces a node read from this expression. The parts of the node are replaced first. */
export type Replace = (node: Jinja, expression: Expression) => Jinja

/** Converts a parsed expression to a tree for the translation. Throws Unreadable. */
export function treeOf(expression: Expression, replace: Replace): Jinja {
  const read: Read = part => replace(nodeOf(part, read), part)
  return read(expression)
}

type Read = (expression: Expression) => Jinja

function nodeOf(expression: Expression, read: Read): Jinja {
  switch (expression.type) {
    case 'literal':
      return { kind: 'constant', value: constantOf(expression.value) }
    case 'name':
      return nameOf(expression.name)
    case 'list':
    case 'tuple':
      return { kind: 'list', items: expression.items.map(read) }
    case 'concat':
      return expression.items.map(read).reduce((left, right) => binary('~', left, right))
    case 'dict':
      return { kind: 'map', entries: expression.pairs.map(([key, value]) => [read(key), read(value)]) }
    case 'not':
      return negationOf(read(expression.operand))
    case 'negative':
      return { kind: 'minus', of: read(expression.operand) }
    case 'positive':
      return read(expression.operand)
    case 'binary':
      return binary(expression.operator, read(expression.left), read(expression.right))
    case 'compare':
      return comparisonsOf(expression, read)
    case 'conditional': {
      const { test, then, otherwise } = expression
      return { kind: 'if', test: read(test), yes: read(then), no: otherwise && read(otherwise) }
    }
    case 'attribute':
      return attributeOf(expression, read)
    case 'item':
      return itemOf(expression, read)
    case 'call': {
      const { target, arguments: given } = expression
      return { kind: 'call', of: calledBy(target, read), args: argumentsOf(given, read) }
    }
    case 'filter': {
      const { target, name, arguments: given } = expression
      if (!target) throw new Unreadable('a filter of a block')
      return { kind: 'filter', of: read(target), name: plainName(name), args: argumentsOf(given, read) }
    }
    case 'test': {
      const { target, name, arguments: given } = expression
      const args = argumentsOf(given, read)
      return { kind: 'test', of: read(target), name: plainName(name), args, isNot: false }
    }
    case 'slice':
      throw new Unreadable('a slice')
  }
}

/** Jinja permits a keyword as a name, but it is a mistake. */
function nameOf(name: string): Jinja {
  if (KEYWORDS.has(name)) throw new Unreadable(`the keyword \`${name}\` as a name`)
  return { kind: 'name', name }
}

const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'is', 'if', 'else'])

function negationOf(node: Jinja): Jinja {
  return node.kind === 'test' ? { ...node, isNot: !node.isNot } : { kind: 'not', of: node }
}

/** Splits a chained comparison: `1 < x < 5` means both comparisons. */
function comparisonsOf({ first, rest }: ExpressionOf<'compare'>, read: Read): Jinja {
  let left = read(first)
  const all = rest.map(({ operator, operand }) => {
    const right = read(operand)
    const one = binary(operator, left, right)
    left = right
    return one
  })
  return all.reduce((whole, one) => binary('and', whole, one))
}

function attributeOf({ target, name }: ExpressionOf<'attribute'>, read: Read): Jinja {
  return { kind: 'item', of: read(target), key: { kind: 'constant', value: name } }
}

function itemOf({ target, key }: ExpressionOf<'item'>, read: Read): Jinja {
  const of = read(target)
  // `x[1, 2]`
  if (key.type === 'tuple') throw new Unreadable('a tuple as a key')
  if (key.type !== 'slice') return { kind: 'item', of, key: read(key) }
  const bounds = [key.start, key.stop, key.step].map(bound => bound && read(bound))
  return { kind: 'slice', of, bounds }
}

/** Returns the called function or method. Its name is not replaced. */
function calledBy(target: Expression, read: Read): Jinja {
  if (target.type === 'name') return nameOf(target.name)
  return target.type === 'attribute' ? attributeOf(target, read) : read(target)
}

function argumentsOf({ positional, named, spread, spreadNamed }: GivenArguments, read: Read): Arguments {
  if (spread || spreadNamed) throw new Unreadable('`*` in a call')
  return {
    values: positional.map(read),
    named: new Map(named.map(([name, value]) => [name, read(value)])),
  }
}

function binary(sign: string, left: Jinja, right: Jinja): Jinja {
  return { kind: 'binary', sign, left, right }
}

function constantOf(value: unknown): string | number | boolean | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  const number = amount(value)
  if (number === undefined) throw new Unreadable(`the constant \`${String(value)}\``)
  return number
}

/** Removes the prefix `ansible.builtin.`. */
export function plainName(name: string): string {
  return name.replace(/^ansible\.builtin\./, '')
}
