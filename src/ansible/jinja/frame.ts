import { isLazy } from '../../values/lazy.ts'
import { JinjaError } from './error.ts'
import type { Output } from './output.ts'
import type { Passed } from './passed.ts'
import { Undefined } from './undefined.ts'
import { type ArgumentValues, isDict } from './values.ts'

/** A filter. It gets the value before `|`, which may be undefined, and the arguments in parentheses. */
export type Filter = (value: unknown, passed: Passed, calls: Calls) => unknown

/**
 * A test. It gets the value before `is`, which may be undefined, and the arguments, and returns whether the
 * value passes.
 */
export type Test = (value: unknown, passed: Passed, calls: Calls) => boolean

/** The functions of a rendering that filters, tests and global functions may call. */
export interface Calls {
  /** Calls a filter or test by name, for filters such as `map` and `select` that take a name as an argument. */
  readonly filter: (name: string, value: unknown, given: ArgumentValues) => unknown
  readonly test: (name: string, value: unknown, given: ArgumentValues) => boolean
  readonly context: Context
  /** Counts steps of work against the budget of the rendering. Throws JinjaError if it is exceeded. */
  readonly spend: (steps: number) => void
  /** Marks a string so that it stays a string even if it looks like a list. */
  readonly keepText: (text: string) => void
}

/** The filters, tests and global functions that templates have. */
export interface Tables {
  readonly filters: Readonly<Record<string, Filter>>
  readonly tests: Readonly<Record<string, Test>>
  readonly globals: Readonly<Record<string, unknown>>
}

/** A compiled template, ready to be rendered. */
export interface Program {
  readonly body: Render
  readonly blocks: ReadonlyMap<string, Render>
  /** Whether the template calls a method that may change a value. */
  readonly mutates: boolean
}

/** The variables and templates that a rendering can read. */
export interface Context {
  readonly has: (name: string) => boolean
  readonly get: (name: string) => unknown
  /** Returns a hint for a variable that does not exist. */
  readonly advise?: ((name: string) => string | undefined) | undefined
  /** The variables of the task as a map, for functions that read files of the controller or all variables. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined
  /**
   * Loads another template, for `include`, `import` and `extends`. Returns undefined if there is none of that
   * name.
   */
  readonly loadTemplate?: ((name: string) => Program | undefined) | undefined
  /** Whether values of YAML keep their types: Ansible's setting `jinja2_native`. */
  readonly isNative?: (() => boolean) | undefined
}

export type Evaluate = (frame: Frame) => unknown
export type Render = (frame: Frame, out: Output) => Signal
/** Ends a loop, or one iteration, early. */
export type Signal = 'break' | 'continue' | undefined

/**
 * How rendered text becomes a value. `file`: it stays text. `yaml`: text that looks like a list, a dict or a
 * boolean becomes one. `native` (`jinja2_native`): text that is any Python literal becomes its value, and None
 * is written as `None` instead of nothing.
 */
export type Conversion = 'file' | 'yaml' | 'native'

/** The state that all scopes of one rendering share. */
export interface Session {
  readonly tables: Tables
  readonly context: Context
  /**
   * Blocks by name. The first of each list is that of the most derived template, followed by those that it
   * overrides.
   */
  readonly blocks: Map<string, Render[]>
  readonly budget: Budget
  /** How the text of macros and of the whole template becomes a value. */
  readonly conversion: Conversion
  /**
   * Strings that filters such as `to_json` returned for the expression that is being written; they stay
   * strings.
   */
  readonly filterTexts: Set<string>
  /**
   * Copies of the variables that a template read, so that its changes are visible only to itself. Undefined if
   * it cannot change values.
   */
  readonly copies: Map<string, unknown> | undefined
}

const MAX_DEPTH = 200
const MAX_STEPS = 2_000_000

/** Limits the work of one rendering, including the templates that it includes. */
export class Budget {
  #depth = 0
  #steps = 0

  /** Counts iterations of loops and items of lists. Throws JinjaError if there are too many. */
  spend(steps: number): void {
    this.#steps += steps
    if (this.#steps > MAX_STEPS)
      throw new JinjaError(`this takes more than ${MAX_STEPS} steps of loops, and was stopped`)
  }

  /**
   * Runs `work` one level deeper, to stop templates that include or call themselves without end. Throws
   * JinjaError if the nesting is too deep.
   */
  deeper<T>(what: string, work: () => T): T {
    this.#depth += 1
    try {
      if (this.#depth > MAX_DEPTH) throw new JinjaError(`${what}: more than ${MAX_DEPTH} levels deep`)
      return work()
    } finally {
      this.#depth -= 1
    }
  }
}

/** A scope of variables, of a loop, a macro, a block, or the whole template. */
export class Frame {
  readonly session: Session
  readonly parent: Frame | undefined
  // Two arrays, because most scopes have only a few variables: a Map for each iteration of a loop would cost
  // more.
  readonly #names: string[] = []
  readonly #values: unknown[] = []
  /** Set by `extends`. What the template writes after it, outside of blocks, is discarded. */
  parentTemplate: Program | undefined

  constructor(session: Session, parent?: Frame) {
    this.session = session
    this.parent = parent
  }

  inner(): Frame {
    return new Frame(this.session, this)
  }

  /** Returns the outermost scope of the same template. */
  root(): Frame {
    let frame: Frame = this
    while (frame.parent?.session === this.session) frame = frame.parent
    return frame
  }

  set(name: string, value: unknown): void {
    const at = this.#names.indexOf(name)
    if (at >= 0) this.#values[at] = value
    else {
      this.#names.push(name)
      this.#values.push(value)
    }
  }

  /** Returns the variables that were set in this scope itself. */
  own(): [name: string, value: unknown][] {
    return this.#names.map((name, at) => [name, this.#values[at]])
  }

  find(name: string): unknown {
    for (let frame: Frame | undefined = this; frame; frame = frame.parent) {
      const at = frame.#names.indexOf(name)
      if (at >= 0) return frame.#values[at]
    }
    const { context, tables, copies } = this.session
    if (context.has(name)) return copies ? copyOf(name, context, copies) : context.get(name)
    if (Object.hasOwn(tables.globals, name)) return tables.globals[name]
    return new Undefined(`there is no variable \`${name}\``, {
      hint: context.advise?.(name),
      variable: name,
      ansibleMessage: `'${name}' is undefined`,
    })
  }
}

function copyOf(name: string, context: Context, copies: Map<string, unknown>): unknown {
  if (!copies.has(name)) copies.set(name, deepCopy(context.get(name)))
  return copies.get(name)
}

function deepCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deepCopy)
  if (!isDict(value) || isLazy(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, deepCopy(part)]))
}
