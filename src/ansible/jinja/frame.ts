import { isLazy } from '../../values/lazy.ts'
import { JinjaError } from './error.ts'
import type { Output } from './output.ts'
import type { Passed } from './passed.ts'
import { Undefined } from './undefined.ts'
import { type Given, isDict } from './values.ts'

/** What a filter gets: the value before `|`, which may not exist, and what stands in its brackets. */
export type Filter = (value: unknown, passed: Passed, calls: Calls) => unknown

/** What a test gets: the same; it gives its answer. */
export type Test = (value: unknown, passed: Passed, calls: Calls) => boolean

/** What filters, tests and functions see of a rendering, in addition to their values. */
export interface Calls {
  /** Filters and tests by name, for those that take the name of another, such as `map` and `select`. */
  readonly filter: (name: string, value: unknown, given: Given) => unknown
  readonly test: (name: string, value: unknown, given: Given) => boolean
  readonly context: Context
  /** Counts work, so that it is bounded. Throws JinjaError. */
  readonly spend: (steps: number) => void
  /** Has a text stay text, even if it looks like a list. */
  readonly keepText: (text: string) => void
}

/** The filters, tests and global functions that templates have. */
export interface Tables {
  readonly filters: Readonly<Record<string, Filter>>
  readonly tests: Readonly<Record<string, Test>>
  readonly globals: Readonly<Record<string, unknown>>
}

/** A template that is ready to be rendered. */
export interface Program {
  readonly body: Render
  readonly blocks: ReadonlyMap<string, Render>
  /** Whether it calls a method that may change a value. */
  readonly mutates: boolean
}

/** The variables of a run of a template: what it reads that it has not set itself. */
export interface Context {
  readonly has: (name: string) => boolean
  readonly get: (name: string) => unknown
  /** A hint for a variable that does not exist. */
  readonly advise?: ((name: string) => string | undefined) | undefined
  /** The variables of the task as a map, for functions that read the controller or all variables. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined
  /** Another template, for `include`, `import` and `extends`; undefined if there is none of that name. */
  readonly loadTemplate?: ((name: string) => Program | undefined) | undefined
  /** Whether values of YAML keep their types: Ansible's setting `jinja2_native`. */
  readonly isNative?: (() => boolean) | undefined
}

export type Evaluate = (frame: Frame) => unknown
export type Render = (frame: Frame, out: Output) => Signal
/** What ends a loop early. */
export type Signal = 'break' | 'continue' | undefined

/**
 * What becomes of a text that was written: in a file it is text; in Ansible's YAML, what looks like a list, a dict or a boolean becomes
 * one; with `jinja2_native`, any literal of Python does, and None is written as `None` instead of nothing.
 */
export type Conversion = 'file' | 'yaml' | 'native'

/** What one rendering shares. */
export interface Session {
  readonly tables: Tables
  readonly context: Context
  /** Blocks by name, those of the template that extends most first. */
  readonly blocks: Map<string, Render[]>
  readonly budget: Budget
  /** What becomes of a macro's text, and of the whole text. */
  readonly conversion: Conversion
  /** What filters such as `to_json` have made for the expression that is being written. */
  readonly madeTexts: Set<string>
  /** Set if a template may change values: copies of the variables that it read, so that nothing else sees the change. */
  readonly copies: Map<string, unknown> | undefined
}

const MAX_DEPTH = 200
const MAX_STEPS = 2_000_000

/** Bounds one rendering, that of the templates that it includes among it. */
export class Budget {
  #depth = 0
  #steps = 0

  /** Counts turns of loops and items of lists. Throws JinjaError. */
  spend(steps: number): void {
    this.#steps += steps
    if (this.#steps > MAX_STEPS)
      throw new JinjaError(`this takes more than ${MAX_STEPS} steps of loops, and was stopped`)
  }

  /** Stops templates that include or call themselves without end. Throws JinjaError. */
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

/** A scope of variables: of a loop, a macro, a block, or the template. */
export class Frame {
  readonly session: Session
  readonly parent: Frame | undefined
  // Two lists, since most scopes have no more than a few variables: a map for each turn of a loop would cost more.
  readonly #names: string[] = []
  readonly #values: unknown[] = []
  /** Set by `extends`; what the template itself writes behind it goes nowhere. */
  parentTemplate: Program | undefined

  constructor(session: Session, parent?: Frame) {
    this.session = session
    this.parent = parent
  }

  inner(): Frame {
    return new Frame(this.session, this)
  }

  /** The outermost scope of the same template. */
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

  /** What the scope itself has set. */
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
