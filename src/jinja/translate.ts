import { ownValue } from '../base/own-value.ts'
import { translateLookup } from './lookups.ts'
import { METHODS } from './methods.ts'
import { call, constant, not, type Term, type TermArguments, Untranslatable } from './term.ts'
import { translateFilter } from './translate-filter.ts'
import { translateTest } from './translate-test.ts'
import type { Arguments, Jinja } from './tree.ts'
import { typeOf } from './types.ts'

/** Translates an expression of Jinja to Drover's own functions. Throws Untranslatable. */
export function translate(node: Jinja): Term {
  switch (node.kind) {
    case 'name':
      return { kind: 'path', name: node.name, ...(node.type === undefined ? {} : { type: node.type }) }
    case 'constant':
      return constant(node.value)
    case 'list':
      return { kind: 'list', items: node.items.map(translate) }
    case 'map':
      return { kind: 'map', entries: node.entries.map(([key, value]) => [translate(key), translate(value)]) }
    case 'item':
      return translateItem(node)
    case 'slice':
      return call('slice', translate(node.of), ...translateBounds(node.bounds))
    case 'call':
      return translateCall(node)
    case 'filter':
      return translateFilter(
        node.name,
        { of: translate(node.of), type: typeOf(node.of) },
        translateArguments(node.args),
      )
    case 'test': {
      const test = translateTest(node.name, translate(node.of), translateArguments(node.args))
      return node.isNot ? not(test) : test
    }
    case 'not':
      return not(truth(node.of))
    case 'minus':
      return { kind: 'minus', of: translate(node.of) }
    case 'binary':
      return translateBinary(node)
    case 'if': {
      if (!node.no) throw new Untranslatable('`if` without `else`')
      return call('ternary', truth(node.test), translate(node.yes), translate(node.no))
    }
  }
}

/** Translates an index or key. Of the negative indexes, only that of the last item can be expressed. */
function translateItem({ of, key, type }: Jinja & { readonly kind: 'item' }): Term {
  const typed = type === undefined ? {} : { type }
  if (key.kind !== 'minus') return { kind: 'item', of: translate(of), key: translate(key), ...typed }
  if (key.of.kind === 'constant' && key.of.value === 1) return call('last', translate(of))
  throw new Untranslatable('an index from the end')
}

/**
 * Translates a value that is used as a condition. Jinja treats empty values as false: a value of known type is
 * compared with the empty value of that type.
 */
export function truth(node: Jinja): Term {
  const type = typeOf(node)
  const term = translate(node)
  if (type === 'text') return call('ne', term, constant(''))
  if (type === 'number') return call('ne', term, constant(0))
  if (type === 'list' || type === 'map') return call('ne', call('length', term), constant(0))
  return term
}

const SIGNS: Readonly<Record<string, string>> = {
  '==': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '-': 'sub',
  '/': 'div',
  '%': 'mod',
  '~': 'concat',
}

function translateBinary({ sign, left, right }: Jinja & { readonly kind: 'binary' }): Term {
  if (sign === 'and' || sign === 'or') return call(sign, truth(left), truth(right))
  const isFound = foundIn(sign, left, right)
  if (isFound) return isFound
  const [one, other] = [translate(left), translate(right)]
  if (sign === 'in') return call('contains', other, one)
  if (sign === 'not in') return not(call('contains', other, one))
  if (sign === '+') {
    const type = typeOf(left) ?? typeOf(right)
    return { kind: 'plus', left: one, right: other, ...(type === undefined ? {} : { type }) }
  }
  // `"=" * 20` repeats a string, and `"%s" % x` formats one.
  const isOfText = typeOf(left) === 'text' || typeOf(left) === 'list'
  if (sign === '*' && !isOfText) return call('mul', one, other)
  if (sign === '~' && one.kind === 'call' && one.name === 'concat') return call('concat', ...one.args, other)
  const name = SIGNS[sign]
  if (name === undefined || (isOfText && (sign === '%' || sign === '*')))
    throw new Untranslatable(`\`${sign}\``)
  return call(name, one, other)
}

/** Translates `x.find(y) != -1`, which tests whether `x` contains `y`. Returns undefined for other comparisons. */
function foundIn(sign: string, left: Jinja, right: Jinja): Term | undefined {
  const isEnd = right.kind === 'minus' && right.of.kind === 'constant' && right.of.value === 1
  if (!isEnd || left.kind !== 'call' || left.of.kind !== 'item' || left.of.key.kind !== 'constant')
    return undefined
  const [part] = left.args.values
  if (left.of.key.value !== 'find' || !part || left.args.values.length > 1) return undefined
  const found = call('contains', translate(left.of.of), translate(part))
  if (sign === '!=' || sign === '>') return found
  return sign === '==' ? not(found) : undefined
}

/** Translates the bounds of a slice, without those that are omitted at the end. */
function translateBounds(bounds: readonly (Jinja | undefined)[]): Term[] {
  const last = bounds.findLastIndex(bound => bound !== undefined)
  return bounds.slice(0, last + 1).map(bound => (bound ? translate(bound) : constant(null)))
}

function translateCall({ of, args }: Jinja & { readonly kind: 'call' }): Term {
  const { values, named } = translateArguments(args)
  if (of.kind === 'name') {
    if (of.name === 'range' && named.size === 0 && [1, 2].includes(values.length))
      return call('range', ...values)
    if (of.name === 'dict' && values.length === 0)
      return { kind: 'map', entries: [...named].map(([key, value]) => [constant(key), value]) }
    const isLookup = ['lookup', 'query', 'q'].includes(of.name)
    const found = isLookup ? translateLookup(of.name, { values, named }) : undefined
    if (found) return found
    throw new Untranslatable(`\`${of.name}()\``)
  }
  const name = of.kind === 'item' && of.key.kind === 'constant' ? String(of.key.value) : undefined
  if (of.kind !== 'item' || name === undefined) throw new Untranslatable('a call')
  const method = ownValue(METHODS, name)
  const translated = named.size === 0 ? method?.(translate(of.of), values) : undefined
  if (translated === undefined) throw new Untranslatable(`the method \`${name}()\``)
  return translated
}

function translateArguments({ values, named }: Arguments): TermArguments {
  return {
    values: values.map(translate),
    named: new Map([...named].map(([key, value]) => [key, translate(value)])),
  }
}
