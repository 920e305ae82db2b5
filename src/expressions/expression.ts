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
import { celContext, fromCel, isThere, LazyMap, type Met, VARIABLE } from './view.ts'

/** A CEL expression, parsed once, evaluated as often as needed. */
export interface Expression {
  /** The variables that it refers to, those that it only asks for among them. */
  readonly names: ReadonlySet<string>
  /** The variables that it asks for, by `defined` or `default`. */
  readonly asked: ReadonlySet<string>
  /** Whether it is `job.finished` or the like, whose 0 and 1 are false and true to a condition. */
  readonly isJobFlag: boolean
  /**
   * Its value as plain data. Throws InputError, with a caret below the position, for missing variables and
   * wrong types, and UnknownValueError or PendingValueError if the result depends on an unknown value: `false
   * && unknown` does not.
   */
  readonly evaluate: (context: Readonly<Record<string, unknown>>) => unknown
}

interface Parsed {
  readonly names: CelNames
  readonly isJobFlag: boolean
  readonly run: (context: Record<string, unknown>) => unknown
}

const parsedTexts = memo<Parsed>()

/** What names a variable or a part of one, and does nothing with it. */
const PATH = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[\d+\])*$/

/** Parses CEL. Throws InputError for a syntax error, or a function that CEL does not have, with its place. */
export function compileExpression(text: string, place: Place): Expression {
  const { names, isJobFlag, run } = parse(text, error => asInputError(text, place, error))
  const path = PATH.test(text.trim()) ? text.trim().replace(/\[(\d+)\]/g, '.$1') : undefined
  return {
    names: new Set([...names.needed.keys(), ...names.guarded, ...names.asked]),
    asked: names.asked,
    isJobFlag,
    evaluate: variables => {
      const met: Met = {}
      const context = celContext(variables, met)
      try {
        for (const [name, node] of names.needed) {
          if (!isThere(context, name)) throw unknownVariable(name, node)
        }
        const value = fromCel(run(context))
        // CEL knows no float without a fraction but the number that it is.
        return typeof value === 'number' && path !== undefined ? readPath(variables, path) : value
      } catch (error) {
        // An operator goes on without a side that has no value yet; what is then wrong with the other may not matter.
        throw met.pending ?? met.unknown ?? asInputError(text, place, error, context, variables)
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

/** Whether a text is an expression that can be read, with functions that there are. */
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
    // A parsed expression keeps its loop variables in itself, so one that comes upon itself runs on a copy.
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
 * `list`, `map`, `type`, `string` and their like are types in CEL, and names that people give to variables: they are
 * types in an expression that calls `type()`, and variables in any other.
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

/** A call that reads a value as true or false. */
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

/** Every function that an expression can call by its name alone, in alphabetical order. */
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
