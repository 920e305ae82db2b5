import { InputError } from '../errors.ts'
import type { Helper, Value } from '../functions/helper.ts'
import { HELPERS } from '../functions/table.ts'
import { isHidden } from '../values/plain.ts'
import { aritiesOf, callHelper } from './functions.ts'
import { fromCel, HAS, OUTSIDE, type Outside, toCel, VARIABLE } from './view.ts'

/** A node of CEL's syntax tree, with the fields that Drover reads. */
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

type Macro = readonly [signature: string, expand: (input: MacroInput) => object]

/**
 * Helpers that evaluate their arguments lazily. `defined(x)`, `defined(x.y)` and `defined("x")` test whether a
 * variable, or a key of one, exists. `default(x.y, 3)` returns the value if it exists and is not null, otherwise the
 * default. Others, such as `ternary`, evaluate only the arguments that they need.
 */
export const MACROS: readonly Macro[] = [
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
  ...lazyMacros('default', (nodes, evaluator, context) => {
    for (const node of nodes.slice(0, -1)) {
      const found = attempt(node, evaluator, context)
      if (found !== undefined && found !== null) return found
    }
    return evaluator.run(nodes.at(-1) as CelNode, context)
  }),
  ...Object.entries(HELPERS)
    .filter(([name, { isLazy }]) => isLazy && name !== 'default' && name !== 'defined')
    .flatMap(([name, { call }]) =>
      lazyMacros(name, (nodes, evaluator, context) =>
        call(
          nodes.map(node => promised(node, evaluator, context)),
          'nothing',
        ),
      ),
    ),
  ...Object.entries(HELPERS)
    .filter(([, { needs }]) => needs !== undefined)
    .flatMap(([name, helper]) =>
      lazyMacros(name, (nodes, evaluator, context) => {
        const { variables, recordUnresolved } = context.getValue(OUTSIDE) as Outside
        const values = nodes.map(node => evaluator.run(node, context))
        return recordUnresolved(() => toCel(callHelper(name, helper, values, variables), recordUnresolved))
      }),
    ),
]

/** Creates the macros of a helper with lazy arguments, one for each number of arguments. */
function lazyMacros(
  name: string,
  evaluate: (nodes: readonly CelNode[], evaluator: Evaluator, context: Context) => unknown,
): Macro[] {
  return aritiesOf(HELPERS[name] as Helper).map(
    (count): Macro => [
      `${name}(${Array.from({ length: count }, () => 'ast').join(', ')}): dyn`,
      ({ args }) => {
        refuseLiteral(name, args)
        return {
          typeCheck: (checker: Checker, _: unknown, context: Context) => {
            for (const node of args) checker.check(node, context)
            return checker.getType('dyn')
          },
          evaluate: (evaluator: Evaluator, _: unknown, context: Context) =>
            evaluate(args, evaluator, context),
          async: false,
        }
      },
    ],
  )
}

/** Refuses Ansible's `lookup('file', …)`: in CEL, `lookup` reads a key of a list or map. */
function refuseLiteral(name: string, [first]: readonly CelNode[]): void {
  if (name !== 'lookup' || first?.op !== 'value') return
  const message = '`lookup` takes a list or a map, and then the key of one of its items'
  throw Object.assign(new InputError(message), { range: { start: first.start } })
}

function promised(node: CelNode, evaluator: Evaluator, context: Context): Value {
  return missing =>
    fromCel(missing === 'nothing' ? evaluator.run(node, context) : attempt(node, evaluator, context))
}

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
