import { HAS, VARIABLE } from './cel-view.ts'
import { isHidden } from './plain.ts'

/** A node of CEL's syntax tree, as far as Drover reads it. */
export interface CelNode {
  readonly op: string
  args: unknown
  readonly start: number
  readonly end: number
}

interface Evaluator {
  readonly run: (node: CelNode, context: Context) => unknown
}

interface Checker {
  readonly getType: (name: string) => unknown
  readonly check: (node: CelNode, context: Context) => unknown
}

interface Context {
  readonly getValue: (name: string | symbol) => unknown
}

interface MacroInput {
  readonly args: readonly CelNode[]
}

/**
 * `defined(x)`, `defined(x.y)` and `defined("x")`: whether a variable, or a key of one, is there;
 * `default(x.y, 3)`: its value where it is there and not null, else the other.
 */
export const MACROS: readonly (readonly [signature: string, expand: (input: MacroInput) => object])[] = [
  [
    'defined(ast): bool',
    ({ args: [node] }) => ({
      typeCheck: (checker: Checker, _: unknown, context: Context) => {
        if (node?.op !== 'value') checker.check(node as CelNode, context)
        return checker.getType('bool')
      },
      evaluate: (evaluator: Evaluator, _: unknown, context: Context) => {
        const name = node?.op === 'value' || node?.op === 'id' ? node.args : undefined
        if (typeof name === 'string') return isThere(context, name.replace(VARIABLE, ''))
        return attempt(node as CelNode, evaluator, context) !== undefined
      },
      async: false,
    }),
  ],
  [
    'default(ast, ast): dyn',
    ({ args: [node, other] }) => ({
      typeCheck: (checker: Checker, _: unknown, context: Context) => {
        checker.check(node as CelNode, context)
        checker.check(other as CelNode, context)
        return checker.getType('dyn')
      },
      evaluate: (evaluator: Evaluator, _: unknown, context: Context) =>
        attempt(node as CelNode, evaluator, context) ?? evaluator.run(other as CelNode, context),
      async: false,
    }),
  ],
]

function isThere(context: Context, name: string): boolean {
  const has = context.getValue(HAS) as (name: string) => boolean
  return has(name)
}

const ABSENT = new Set(['unknown_variable', 'no_such_key', 'index_out_of_bounds'])

function attempt(node: CelNode, evaluator: Evaluator, context: Context): unknown {
  try {
    if (node.op === '.') {
      const [map, key] = node.args as [CelNode, string]
      if (isHidden(evaluator.run(map, context), key)) return undefined
    }
    return evaluator.run(node, context)
  } catch (error) {
    if (ABSENT.has((error as { code?: string }).code ?? '')) return undefined
    throw error
  }
}
