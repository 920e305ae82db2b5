import type { Term } from './term.ts'
import { isFlag } from './to-expression.ts'

/**
 * Replaces the operators `not`, `and` and `or` by functions, unless all of their operands are certainly true or
 * false. As in Jinja, the functions treat empty values as false; the operators of CEL accept only true and false.
 */
export function byTruth(term: Term): Term {
  switch (term.kind) {
    case 'path':
    case 'constant':
      return term
    case 'list':
      return { ...term, items: term.items.map(byTruth) }
    case 'map':
      return { ...term, entries: term.entries.map(([key, value]) => [byTruth(key), byTruth(value)]) }
    case 'item':
      return { ...term, of: byTruth(term.of), key: byTruth(term.key) }
    case 'plus':
      return { ...term, left: byTruth(term.left), right: byTruth(term.right) }
    case 'minus':
    case 'type':
      return { ...term, of: byTruth(term.of) }
    case 'each':
      return { ...term, of: byTruth(term.of), body: byTruth(term.body) }
    case 'call': {
      const name = term.args.every(isFlag) ? term.name : (FUNCTIONS[term.name] ?? term.name)
      return { ...term, name, args: term.args.map(byTruth) }
    }
  }
}

const FUNCTIONS: Readonly<Record<string, string>> = { not: 'not_true', and: 'all_true', or: 'first_true' }
