import { Environment } from '@marcbachmann/cel-js'
import { memo } from '../base/memo.ts'
import { InputError, type Place } from '../errors.ts'
import { readPath } from '../functions/lookup.ts'
import { excerpt, placeWithin } from '../values/locate.ts'
import { adviceOn } from '../values/name-hints.ts'
import { type CelError, celError } from './errors.ts'
import { FUNCTIONS, METHODS, OPERATORS, WIDENED } from './functions.ts'
import { isJobFlag, readJobFlags } from './job-flags.ts'
import { type CelNode, MACROS } from './macros.ts'
import { asksForTypes, type CelNames, callsIn, celNames } from './names.ts'
import { celContext, fromCel, isThere, LazyMap, type UnresolvedReads, VARIABLE } from './view.ts'

/** A CEL expression: parsed once, evaluated as often as needed. */
export interface Expression {
  /** All variables that the expression refers to, including those in `testedNames`. */
  readonly names: ReadonlySet<string>
  /** The variables that the expression passes to `defined` or `default`, and which may be absent. */
  readonly testedNames: ReadonlySet<string>
  /**
   * Whether the whole expression is a flag such as `job.finished`, whose 0 and 1 mean false and true in a condition.
   */
  readonly isJobFlag: boolean
  /**
   * Returns its value as plain data. Throws InputError for missing variables and wrong types, with an excerpt that
   * marks the position. Throws UnknownValueError or PendingValueError if the result depends on a value that is not
   * known yet; the result of `false && unknown` does not.
   */
  readonly evaluate: (context: Readonly<Record<string, unknown>>) => unknown
}

interface Parsed {
  readonly names: CelNames
  readonly isJobFlag: boolean
  readonly run: (context: Record<string, unknown>) => unknown
}

const parsedTexts = memo<Parsed>()

/** An expression that only names a variable or a part of one. */
const PATH = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[\d+\])*$/

/** Parses CEL. Throws InputError with its place for a syntax error or an unknown function. */
export function compileExpression(text: string, place: Place): Expression {
  const { names, isJobFlag, run } = parse(text, error => asInputError(text, place, error))
  const path = PATH.test(text.trim()) ? text.trim().replace(/\[(\d+)\]/g, '.$1') : undefined
  return {
    names: new Set([...names.needed.keys(), ...names.guarded, ...names.asked]),
    testedNames: names.asked,
    isJobFlag,
    evaluate: variables => {
      const unresolved: UnresolvedReads = {}
      const context = celContext(variables, unresolved)
      try {
        for (const [name, node] of names.needed) {
          if (!isThere(context, name)) throw unknownVariable(name, node)
        }
        const value = fromCel(run(context))
        // CEL loses the difference between `2.0` and `2`, so a plain path is read directly.
        return typeof value === 'number' && path !== undefined ? readPath(variables, path) : value
      } catch (error) {
        // An operator may continue without an operand that has no value yet. An error of the other operand may then
        // not matter.
        throw unresolved.pending ?? unresolved.unknown ?? asInputError(text, place, error, context, variables)
      }
    },
  }
}

function asInputError(
  text: string,
  place: Place,
  error: unknown,
  context?: Record<string, unknown>,
  variables: Readonly<Record<string, unknown>> = {},
): Error {
  if (error instanceof InputError && error.place) return error
  const { message, hint, offset } = celError(text, error as CelError, {
    evaluate: context && ((part: string) => fromCel(CEL.evaluate(part, context))),
    advise: name => adviceOn(variables, name),
    compiles: compilesAsExpression,
  })
  const shown = `${message}${excerpt(text, offset ?? 0)}`
  return new InputError(shown, { hint, place: placeWithin(place, text, offset ?? 0), cause: error })
}

/** Whether a text is a valid expression that calls only existing functions. */
export function compilesAsExpression(text: string): boolean {
  try {
    parseNew(text)
    return true
  } catch {
    return false
  }
}

function unknownVariable(name: string, { start }: CelNode): CelError {
  return Object.assign(new Error(`Unknown variable: ${name}`), { code: 'unknown_variable', range: { start } })
}

function parse(text: string, explain: (error: unknown) => Error): Parsed {
  try {
    return parsedTexts(text, () => parseNew(text))
  } catch (error) {
    throw explain(error)
  }
}

function parseNew(text: string): Parsed {
  const { names, isFlag, evaluate } = parseNames(text)
  const checked = evaluate.check()
  if (!checked.valid) throw checked.error
  let isRunning = false
  const run = (context: Record<string, unknown>): unknown => {
    // A parsed expression stores its loop variables in itself, so a recursive evaluation needs a copy.
    if (isRunning) return parseNames(text).evaluate(context)
    isRunning = true
    try {
      return evaluate(context)
    } finally {
      isRunning = false
    }
  }
  return { names, isJobFlag: isFlag, run }
}

/**
 * Parses CEL and decides what `list`, `map`, `type`, `string` and similar names mean, which are types in CEL but
 * also common names of variables: they are types in an expression that calls `type()`, and variables in any other.
 */
function parseNames(text: string): {
  names: CelNames
  isFlag: boolean
  evaluate: ReturnType<Environment['parse']>
} {
  const evaluate = CEL.parse(text)
  const root = evaluate.ast as unknown as CelNode
  readJobFlags(root, asFlag)
  const isAboutTypes = asksForTypes(root)
  const names = celNames(root, name => CEL.hasVariable(name) && (isAboutTypes || !TYPES.has(name)))
  for (const node of names.nodes) {
    if (TYPES.has(node.args as string)) node.args = `${VARIABLE}${String(node.args)}`
  }
  for (const { args } of callsIn(root)) {
    const call = args as [string, CelNode[]]
    const wider = Object.hasOwn(WIDENED, call[0]) ? WIDENED[call[0]] : undefined
    if (wider !== undefined && call[1].length === 1) call[0] = wider
  }
  return { names, isFlag: isJobFlag(root), evaluate }
}

/** Wraps a node in a call that converts its value to true or false. */
function asFlag(value: CelNode): CelNode {
  const call = CEL.parse('bool(x)').ast as unknown as CelNode
  ;(call.args as [string, CelNode[]])[1] = [value]
  return call
}

const TYPES = new Set([
  'bool',
  'bytes',
  'double',
  'int',
  'list',
  'map',
  'null_type',
  'string',
  'type',
  'uint',
])

const CEL = createEnvironment()

/** Returns the names of all functions that an expression can call without a receiver, in alphabetical order. */
export function functionNames(): string[] {
  const { functions } = CEL.getDefinitions()
  const names = functions.filter(({ receiverType }) => receiverType === null).map(({ name }) => name)
  return [...new Set(names)].filter(name => !Object.values(WIDENED).includes(name)).sort()
}

function createEnvironment(): Environment {
  const cel = new Environment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
  })
  cel.registerType('LazyMap', LazyMap)
  for (const [signature, work] of OPERATORS)
    cel.registerOperator(signature, work as (left: unknown, right: unknown) => unknown)
  for (const [signature, work] of [...METHODS, ...FUNCTIONS])
    cel.registerFunction(signature, work as () => unknown, { async: false })
  for (const [signature, expand] of MACROS)
    cel.registerFunction(signature, expand as () => unknown, { async: false })
  return cel
}
