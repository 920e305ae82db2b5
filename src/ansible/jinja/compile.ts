import { Secret } from '../../values/secret.ts'
import { UnknownValueError } from '../../values/unknown.ts'
import type { Arguments, Body, Expression, ExpressionOf, Signature, Statement, Target } from './ast.ts'
import { JinjaError } from './fault.ts'
import { formatPercent, methodOf, Passed } from './methods.ts'
import {
  amount,
  Callable,
  compareValues,
  type Dict,
  describe,
  EmptyUndefined,
  float,
  type Given,
  isDict,
  isEqual,
  isFloat,
  isIn,
  isTruthy,
  iterate,
  keyOf,
  Namespace,
  Tuple,
  toText,
  tuple,
  Undefined,
  used,
} from './python.ts'

/** What a filter gets: the value before `|`, which may not exist, and what stands in its brackets. */
export type Filter = (value: unknown, passed: Passed, calls: Calls) => unknown

/** What a test gets: the same; it gives its answer. */
export type Test = (value: unknown, passed: Passed, calls: Calls) => boolean

/** Filters and tests by name, for those that take the name of another, such as `map` and `select`. */
export interface Calls {
  readonly filter: (name: string, value: unknown, given: Given) => unknown
  readonly test: (name: string, value: unknown, given: Given) => boolean
  /** A variable of the template, which may not exist. */
  readonly variable: (name: string) => unknown
}

/** What the templates of one run share. */
export interface Environment {
  readonly filters: Readonly<Record<string, Filter>>
  readonly tests: Readonly<Record<string, Test>>
  readonly globals: Readonly<Record<string, unknown>>
  /** Another template, for `include`, `import` and `extends`; undefined if there is none of that name. */
  readonly load: (name: string) => Program | undefined
}

/** A template that is ready to be rendered. */
export interface Program {
  readonly body: Render
  readonly blocks: ReadonlyMap<string, Render>
}

/** The variables of a run of a template: what it reads that it has not set itself. */
export interface Context {
  readonly has: (name: string) => boolean
  readonly get: (name: string) => unknown
  readonly advise?: (name: string) => string | undefined
}

type Evaluate = (frame: Frame) => unknown
type Render = (frame: Frame, out: string[]) => Signal
/** What ends a loop early. */
type Signal = 'break' | 'continue' | undefined

const MAX_DEPTH = 200

/** What one rendering shares. */
interface Session {
  readonly environment: Environment
  readonly context: Context
  /** Blocks by name, those of the template that extends most first. */
  readonly blocks: Map<string, Render[]>
  depth: number
}

/** A scope of variables: of a loop, a macro, a block, or the template. */
class Frame {
  readonly session: Session
  readonly parent: Frame | undefined
  readonly variables = new Map<string, unknown>()
  /** Set by `extends`; what the template itself writes behind it goes nowhere. */
  parentTemplate: Program | undefined

  constructor(session: Session, parent?: Frame) {
    this.session = session
    this.parent = parent
  }

  inner(): Frame {
    return new Frame(this.session, this)
  }

  root(): Frame {
    let frame: Frame = this
    while (frame.parent) frame = frame.parent
    return frame
  }

  find(name: string): unknown {
    for (let frame: Frame | undefined = this; frame; frame = frame.parent) {
      if (frame.variables.has(name)) return frame.variables.get(name)
    }
    const { context, environment, blocks } = this.session
    if (name === 'self' && blocks.size > 0) return blocksOf(this)
    if (context.has(name)) return context.get(name)
    if (Object.hasOwn(environment.globals, name)) return environment.globals[name]
    return new Undefined(`there is no variable \`${name}\``, undefined, context.advise?.(name))
  }
}

/** Renders a template. Throws JinjaError with its place. */
export function renderProgram(program: Program, environment: Environment, context: Context): string {
  const session: Session = { environment, context, blocks: new Map(), depth: 0 }
  return renderWith(program, new Frame(session))
}

/** An expression's value. Throws JinjaError with its place. */
export function evaluateWith(evaluate: Evaluate, environment: Environment, context: Context): unknown {
  return evaluate(new Frame({ environment, context, blocks: new Map(), depth: 0 }))
}

function renderWith(program: Program, frame: Frame): string {
  const { blocks } = frame.session
  for (const [name, render] of program.blocks) blocks.set(name, [...(blocks.get(name) ?? []), render])
  const out: string[] = []
  frame.parentTemplate = undefined
  program.body(frame, out)
  const extended = frame.parentTemplate as Program | undefined
  if (!extended) return out.join('')
  return out.join('') + deeper(frame, 'extends', () => renderWith(extended, frame))
}

/** Stops templates that include or call themselves without end. */
function deeper<T>({ session }: Frame, what: string, work: () => T): T {
  session.depth += 1
  try {
    if (session.depth > MAX_DEPTH) throw new JinjaError(`${what}: more than ${MAX_DEPTH} levels deep`)
    return work()
  } finally {
    session.depth -= 1
  }
}

/** A template as functions; nothing is ever evaluated as code. Names of filters and tests are looked up now. Throws JinjaError. */
export function compileBody(body: Body, environment: Pick<Environment, 'filters' | 'tests'>): Program {
  const compiler = new Compiler(environment)
  const render = compiler.body(body, true)
  return { body: render, blocks: compiler.blocks }
}

/** An expression as a function. Throws JinjaError. */
export function compileNode(node: Expression, environment: Pick<Environment, 'filters' | 'tests'>): Evaluate {
  return new Compiler(environment).expression(node)
}

const UNBOUND = Symbol('unbound')

/** Open while one template is compiled. */
class Compiler {
  readonly blocks = new Map<string, Render>()
  readonly #environment: Pick<Environment, 'filters' | 'tests'>

  constructor(environment: Pick<Environment, 'filters' | 'tests'>) {
    this.#environment = environment
  }

  body(body: Body, isTop = false): Render {
    const parts = body.map(statement => this.#statement(statement, isTop))
    return (frame, out) => {
      for (const part of parts) {
        const signal = part(frame, out)
        if (signal) return signal
      }
      return undefined
    }
  }

  #statement(node: Statement, isTop: boolean): Render {
    switch (node.type) {
      case 'text':
        return (frame, out) => {
          if (!(isTop && frame.parentTemplate)) out.push(node.text)
          return undefined
        }
      case 'output': {
        const value = this.expression(node.value)
        return (frame, out) => {
          if (!(isTop && frame.parentTemplate)) out.push(placed(node.value.at, () => toText(value(frame))))
          return undefined
        }
      }
      case 'do':
        return effect(this.expression(node.value))
      case 'set': {
        const [value, assign] = [this.expression(node.value), this.#assign(node.target)]
        return effect(frame => assign(frame, value(frame)))
      }
      case 'set block': {
        const [body, assign] = [this.body(node.body), this.#assign(node.target)]
        const filter = node.filter && this.#filterOfText(node.filter)
        return effect(frame => {
          const text = capture(body, frame.inner())
          assign(frame, filter ? filter(frame, text) : text)
        })
      }
      case 'if':
        return this.#if(node)
      case 'for':
        return this.#for(node)
      case 'break':
      case 'continue':
        return () => node.type as Signal
      case 'with':
        return this.#with(node)
      case 'filter block': {
        const [body, filter] = [this.body(node.body), this.#filterOfText(node.filter)]
        return (frame, out) => {
          out.push(toText(filter(frame, capture(body, frame.inner()))))
          return undefined
        }
      }
      case 'macro': {
        const make = this.#macro(node.name, node.signature, node.body)
        return effect(frame => frame.variables.set(node.name, make(frame)))
      }
      case 'call block': {
        const make = this.#macro('caller', node.signature, node.body)
        const call = this.#call(node.call, frame => new Map([['caller', make(frame)]]))
        return (frame, out) => {
          out.push(toText(call(frame)))
          return undefined
        }
      }
      case 'block':
        return this.#block(node)
      case 'extends': {
        const template = this.expression(node.template)
        return effect(frame => {
          frame.parentTemplate = placed(node.at, () => loadFirst(frame, template(frame)).program)
        })
      }
      case 'include':
        return this.#include(node)
      case 'import': {
        const template = this.expression(node.template)
        return effect(frame => {
          frame.variables.set(node.as, importModule(frame, template(frame), node))
        })
      }
      case 'from import': {
        const template = this.expression(node.template)
        return effect(frame => {
          const module = importModule(frame, template(frame), node)
          for (const [name, as] of node.names) {
            const found = Object.hasOwn(module, name)
              ? module[name]
              : new Undefined(`the imported template has no \`${name}\``, node.at)
            frame.variables.set(as, found)
          }
        })
      }
    }
  }

  #if({ branches, otherwise }: Extract<Statement, { type: 'if' }>): Render {
    const compiled = branches.map(({ test, body }) => ({ test: this.#truth(test), body: this.body(body) }))
    const last = this.body(otherwise)
    return (frame, out) => {
      for (const { test, body } of compiled) if (test(frame)) return body(frame, out)
      return last(frame, out)
    }
  }

  #with({ assignments, body }: Extract<Statement, { type: 'with' }>): Render {
    const parts = assignments.map(
      ([target, value]) => [this.#assign(target), this.expression(value)] as const,
    )
    const render = this.body(body)
    return (frame, out) => {
      const inner = frame.inner()
      // The values are those outside.
      const values = parts.map(([, value]) => value(frame))
      for (const [index, [assign]] of parts.entries()) assign(inner, values[index])
      return render(inner, out)
    }
  }

  #for(node: Extract<Statement, { type: 'for' }>): Render {
    const [iterable, assign, body, otherwise] = [
      this.expression(node.iterable),
      this.#assign(node.target),
      this.body(node.body),
      this.body(node.otherwise),
    ]
    const filter = node.filter && this.#truth(node.filter)
    const run = (frame: Frame, out: string[], given: unknown, depth: number): Signal => {
      const all = placed(node.iterable.at, () => iterate(given))
      const items = filter
        ? all.filter(item => {
            const inner = frame.inner()
            assign(inner, item)
            return filter(inner)
          })
        : all
      if (items.length === 0) return otherwise(frame.inner(), out)
      const recurse = node.isRecursive
        ? (inner: unknown): string => {
            const written: string[] = []
            deeper(frame, 'loop', () => run(frame, written, inner, depth + 1))
            return written.join('')
          }
        : undefined
      const loop = new Loop(items, depth, recurse)
      for (const item of items) {
        const inner = frame.inner()
        loop.next()
        inner.variables.set('loop', loop)
        assign(inner, item)
        if (body(inner, out) === 'break') break
      }
      return undefined
    }
    return (frame, out) => run(frame, out, iterable(frame), 1)
  }

  #block({ name, isScoped, isRequired, body, at }: Extract<Statement, { type: 'block' }>): Render {
    if (this.blocks.has(name)) throw new JinjaError(`there are two blocks \`${name}\``, at)
    const render = this.body(body)
    this.blocks.set(name, render)
    return (frame, out) => {
      if (frame.parentTemplate) return undefined
      const all = frame.session.blocks.get(name) ?? [render]
      if (isRequired && all[0] === render)
        throw new JinjaError(`the block \`${name}\` is required, and no template gives it`, at)
      out.push(renderBlock(isScoped ? frame : frame.root(), name, 0))
      return undefined
    }
  }

  #include(node: Extract<Statement, { type: 'include' }>): Render {
    const template = this.expression(node.template)
    return (frame, out) => {
      const names = template(frame)
      const found = placed(node.at, () => loadFirst(frame, names, node.ignoresMissing))
      if (!found.program) return undefined
      const { program } = found
      const inner = node.hasContext ? frame.inner() : withoutContext(frame)
      out.push(deeper(frame, 'include', () => renderWith(program, isolated(inner))))
      return undefined
    }
  }

  #assign(target: Target): (frame: Frame, value: unknown) => void {
    if (target.type === 'name') return (frame, value) => void frame.variables.set(target.name, value)
    if (target.type === 'namespace') {
      return (frame, value) => {
        const namespace = frame.find(target.name)
        if (!(namespace instanceof Namespace)) {
          throw new JinjaError(
            `\`${target.name}\` is not a namespace`,
            target.at,
            `write \`{% set ${target.name} = namespace() %}\` first`,
          )
        }
        namespace.attributes.set(target.attribute, value)
      }
    }
    const parts = target.items.map(item => this.#assign(item))
    return (frame, value) => {
      const items = placed(target.at, () => iterate(value))
      if (items.length !== parts.length) {
        throw new JinjaError(`${parts.length} names cannot take ${items.length} values`, target.at)
      }
      for (const [index, assign] of parts.entries()) assign(frame, items[index])
    }
  }

  #macro(name: string, { params, defaults }: Signature, body: Body): (frame: Frame) => Callable {
    const render = this.body(body)
    const values = defaults.map(value => this.expression(value))
    const firstDefault = params.length - values.length
    const usesVarargs = mentions(body, 'varargs')
    const usesKwargs = mentions(body, 'kwargs')
    const usesCaller = mentions(body, 'caller')
    return frame => {
      const call = ({ positional, named }: Given): string => {
        const inner = frame.inner()
        const rest = new Map(named)
        const caller = rest.get('caller')
        if (usesCaller && !params.includes('caller')) {
          rest.delete('caller')
          inner.variables.set('caller', caller ?? new Undefined('no caller defined'))
        } else if (!usesCaller && caller instanceof Callable) rest.delete('caller')
        for (const [index, param] of params.entries()) {
          if (index < positional.length) inner.variables.set(param, positional[index])
          else if (rest.has(param)) inner.variables.set(param, rest.get(param))
          else {
            const fallback = values[index - firstDefault]
            inner.variables.set(
              param,
              fallback
                ? fallback(inner)
                : new Undefined(`\`${param}\` of the macro \`${name}\` was not given`),
            )
          }
          rest.delete(param)
        }
        const extra = positional.slice(params.length)
        if (usesVarargs) inner.variables.set('varargs', tuple(...extra))
        else if (extra.length > 0)
          throw new JinjaError(
            `the macro \`${name}\` takes ${params.length} values, got ${positional.length}`,
          )
        const [unknown] = rest.keys()
        if (usesKwargs) inner.variables.set('kwargs', Object.fromEntries(rest))
        else if (unknown !== undefined)
          throw new JinjaError(`the macro \`${name}\` has no param \`${unknown}\``)
        return deeper(frame, `macro \`${name}\``, () => capture(render, inner))
      }
      return new Callable(name, call, {
        name,
        arguments: tuple(...params),
        catch_kwargs: usesKwargs,
        catch_varargs: usesVarargs,
        caller: usesCaller,
      })
    }
  }

  // --- Expressions

  expression(node: Expression): Evaluate {
    const evaluate = this.#expression(node)
    return frame => placed(node.at, () => evaluate(frame))
  }

  #truth(node: Expression): (frame: Frame) => boolean {
    const value = this.expression(node)
    return frame => placed(node.at, () => isTruthy(value(frame)))
  }

  #expression(node: Expression): Evaluate {
    switch (node.type) {
      case 'literal':
        return () => node.value
      case 'name':
        return frame => {
          const value = frame.find(node.name)
          return value instanceof Secret ? value.reveal() : value
        }
      case 'list':
      case 'tuple': {
        const items = node.items.map(item => this.expression(item))
        return node.type === 'list'
          ? frame => items.map(item => item(frame))
          : frame => tuple(...items.map(item => item(frame)))
      }
      case 'dict':
        return this.#dict(node)
      case 'concat': {
        const items = node.items.map(item => this.expression(item))
        return frame => items.map(item => toText(item(frame))).join('')
      }
      case 'not': {
        const truth = this.#truth(node.operand)
        return frame => !truth(frame)
      }
      case 'negative':
      case 'positive': {
        const value = this.expression(node.operand)
        const sign = node.type === 'negative' ? -1 : 1
        return frame => {
          const number = used(value(frame))
          const found = amount(number)
          if (found === undefined) throw new JinjaError(`${describe(number)} is not a number`)
          return isFloat(number) ? float(sign * found) : sign * found
        }
      }
      case 'binary':
        return this.#binary(node)
      case 'compare':
        return this.#compare(node)
      case 'conditional': {
        const [test, then] = [this.#truth(node.test), this.expression(node.then)]
        const otherwise = node.otherwise && this.expression(node.otherwise)
        return frame => {
          if (test(frame)) return then(frame)
          return otherwise
            ? otherwise(frame)
            : new EmptyUndefined('the inline `if` is false, and has no `else`', node.at)
        }
      }
      case 'attribute': {
        const target = this.expression(node.target)
        const path = pathOf(node.target)
        return frame => attributeOf(target(frame), node.name, path)
      }
      case 'item':
        return this.#item(node)
      case 'slice':
        throw new JinjaError('a slice stands in `[ ]` behind a list or a string', node.at)
      case 'call':
        return this.#call(node)
      case 'filter':
        return this.#filter(node)
      case 'test':
        return this.#test(node)
    }
  }

  #dict({ pairs }: ExpressionOf<'dict'>): Evaluate {
    const parts = pairs.map(([key, value]) => [this.expression(key), this.expression(value), key.at] as const)
    return frame =>
      Object.fromEntries(
        parts.map(([key, value, at]) => {
          const found = key(frame)
          const name = keyOf(found)
          if (name === undefined) throw new JinjaError(`${describe(found)} cannot be a key`, at)
          return [name, value(frame)]
        }),
      )
  }

  #binary({ operator, left, right }: ExpressionOf<'binary'>): Evaluate {
    const [one, other] = [this.expression(left), this.expression(right)]
    if (operator === 'and' || operator === 'or') {
      const decides = operator === 'or'
      return frame => {
        let value: unknown
        try {
          value = one(frame)
          if (isTruthy(value) === decides) return value
        } catch (error) {
          // What is not known yet does not matter if the other side decides.
          if (!(error instanceof UnknownValueError)) throw error
          const second = other(frame)
          if (isTruthy(second) === decides) return second
          throw error
        }
        return other(frame)
      }
    }
    return frame => arithmetic(operator, used(one(frame)), used(other(frame)))
  }

  #compare({ first, rest }: ExpressionOf<'compare'>): Evaluate {
    const start = this.expression(first)
    const steps = rest.map(({ operator, operand }) => ({ operator, value: this.expression(operand) }))
    return frame => {
      let left = start(frame)
      for (const { operator, value } of steps) {
        const right = value(frame)
        if (!holds(operator, left, right)) return false
        left = right
      }
      return true
    }
  }

  #item({ target, key }: ExpressionOf<'item'>): Evaluate {
    const value = this.expression(target)
    const path = pathOf(target)
    if (key.type === 'slice') {
      const bounds = [key.start, key.stop, key.step].map(bound => bound && this.expression(bound))
      return frame =>
        slice(
          value(frame),
          bounds.map(bound => (bound ? used(bound(frame)) : null)),
        )
    }
    const found = this.expression(key)
    return frame => itemOf(value(frame), found(frame), path)
  }

  #call(node: ExpressionOf<'call'>, extra?: (frame: Frame) => Map<string, unknown>): Evaluate {
    const target = this.expression(node.target)
    const given = this.#given(node.arguments)
    const what = pathOf(node.target) ?? 'this'
    return frame => {
      const callable = target(frame)
      if (callable instanceof Undefined) callable.fail()
      const values = given(frame)
      const named = extra ? new Map([...values.named, ...extra(frame)]) : values.named
      if (callable instanceof Loop && callable.recurse) return callable.recurse(values.positional[0])
      if (callable instanceof Callable) return callable.call({ ...values, named })
      throw new JinjaError(`\`${what}\` is ${describe(used(callable))}, and cannot be called`)
    }
  }

  #filter({ target, name, arguments: given, at }: ExpressionOf<'filter'>): Evaluate {
    const apply = this.#namedFilter(name, given, at)
    if (!target) throw new JinjaError(`\`${name}\` needs a value before it`, at)
    const value = this.expression(target)
    return frame => apply(frame, value(frame))
  }

  /** Filters of a block: the innermost gets the block's text. */
  #filterOfText(node: Expression): (frame: Frame, text: string) => unknown {
    if (node.type !== 'filter') throw new JinjaError('expected a filter', node.at)
    const apply = this.#namedFilter(node.name, node.arguments, node.at)
    const inner = node.target && this.#filterOfText(node.target)
    return (frame, text) => placed(node.at, () => apply(frame, inner ? inner(frame, text) : text))
  }

  #namedFilter(name: string, args: Arguments, at: number): (frame: Frame, value: unknown) => unknown {
    const filter = findIn(this.#environment.filters, name)
    if (!filter) throw new JinjaError(`there is no filter \`${name}\``, at)
    const given = this.#given(args)
    return (frame, value) => filter(value, new Passed(name, given(frame)), callsOf(frame))
  }

  #test({ target, name, arguments: args, at }: ExpressionOf<'test'>): Evaluate {
    const test = findIn(this.#environment.tests, name)
    if (!test) throw new JinjaError(`there is no test \`${name}\``, at)
    const [value, given] = [this.expression(target), this.#given(args)]
    return frame => test(value(frame), new Passed(name, given(frame)), callsOf(frame))
  }

  #given({ positional, named, spread, spreadNamed }: Arguments): (frame: Frame) => Given {
    const values = positional.map(value => this.expression(value))
    const byName = named.map(([name, value]) => [name, this.expression(value)] as const)
    const [rest, restNamed] = [spread && this.expression(spread), spreadNamed && this.expression(spreadNamed)]
    return frame => {
      const map = new Map(byName.map(([name, value]) => [name, value(frame)]))
      if (restNamed) {
        const extra = used(restNamed(frame))
        if (!isDict(extra)) throw new JinjaError(`\`**\` needs a dict, got ${describe(extra)}`)
        for (const [key, value] of Object.entries(extra)) map.set(key, value)
      }
      const list = values.map(value => value(frame))
      return { positional: rest ? [...list, ...iterate(rest(frame))] : list, named: map }
    }
  }
}

/** `loop` of a `for`. */
export class Loop {
  readonly #items: readonly unknown[]
  readonly #depth: number
  readonly recurse: ((items: unknown) => string) | undefined
  #index = -1
  #last: unknown = UNBOUND

  constructor(items: readonly unknown[], depth: number, recurse: ((items: unknown) => string) | undefined) {
    this.#items = items
    this.#depth = depth
    this.recurse = recurse
  }

  next(): void {
    this.#index += 1
  }

  attribute(name: string): unknown {
    const { length } = this.#items
    switch (name) {
      case 'index':
        return this.#index + 1
      case 'index0':
        return this.#index
      case 'revindex':
        return length - this.#index
      case 'revindex0':
        return length - this.#index - 1
      case 'first':
        return this.#index === 0
      case 'last':
        return this.#index === length - 1
      case 'length':
        return length
      case 'depth':
        return this.#depth
      case 'depth0':
        return this.#depth - 1
      case 'previtem':
        return this.#index === 0 ? new Undefined('there is no previous item') : this.#items[this.#index - 1]
      case 'nextitem':
        return this.#index === length - 1
          ? new Undefined('there is no next item')
          : this.#items[this.#index + 1]
      case 'cycle':
        return new Callable('cycle', ({ positional }) => {
          if (positional.length === 0) throw new JinjaError('`cycle` needs values')
          return positional[this.#index % positional.length]
        })
      case 'changed':
        return new Callable('changed', ({ positional }) => {
          const now = tuple(...positional)
          const isChanged = this.#last === UNBOUND || !isEqual(this.#last, now)
          this.#last = now
          return isChanged
        })
      default:
        return new Undefined(`\`loop\` has no \`${name}\``)
    }
  }
}

function effect(work: (frame: Frame) => unknown): Render {
  return frame => {
    work(frame)
    return undefined
  }
}

function capture(render: Render, frame: Frame): string {
  const out: string[] = []
  render(frame, out)
  return out.join('')
}

/** Errors that have no place yet get this one. */
function placed<T>(at: number, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof JinjaError) || error.at !== undefined) throw error
    throw Object.assign(new (error.constructor as typeof JinjaError)(error.message, at, error.hint), {
      cause: error,
    })
  }
}

/** Renders a block at some level of inheritance: 0 is that of the template that extends most. */
function renderBlock(frame: Frame, name: string, level: number): string {
  const render = frame.session.blocks.get(name)?.[level]
  if (!render) throw new JinjaError(`there is no parent block of \`${name}\``)
  const inner = frame.inner()
  inner.variables.set('super', new Callable('super', () => renderBlock(frame, name, level + 1)))
  return deeper(frame, `block \`${name}\``, () => capture(render, inner))
}

/** `self`: the blocks of a template, to be called. */
function blocksOf(frame: Frame): Dict {
  const names = [...frame.session.blocks.keys()]
  return Object.fromEntries(
    names.map(name => [name, new Callable(name, () => renderBlock(frame.root(), name, 0))]),
  )
}

/** A frame whose template has blocks of its own, and sees the variables around it. */
function isolated(frame: Frame): Frame {
  return new Frame({ ...frame.session, blocks: new Map() }, frame)
}

function withoutContext(frame: Frame): Frame {
  const nothing: Context = { has: () => false, get: () => undefined }
  return new Frame({ ...frame.session, context: nothing, blocks: new Map() })
}

function importModule(
  frame: Frame,
  name: unknown,
  { hasContext, at }: { hasContext: boolean; at: number },
): Dict {
  const { program } = placed(at, () => loadFirst(frame, name))
  // Ansible gives an imported template the variables of the host, whether it asks for a context or not.
  const inner = hasContext ? isolated(frame) : new Frame({ ...frame.session, blocks: new Map() })
  deeper(frame, 'import', () => renderWith(program, inner))
  const exported = [...inner.variables].filter(([key]) => !key.startsWith('_'))
  return Object.fromEntries(exported)
}

function loadFirst(
  frame: Frame,
  names: unknown,
  ignoresMissing: true | boolean,
): { program: Program | undefined }
function loadFirst(frame: Frame, names: unknown): { program: Program }
function loadFirst(frame: Frame, names: unknown, ignoresMissing = false): { program: Program | undefined } {
  const value = used(names)
  const all = Array.isArray(value) ? value.map(toText) : [toText(value)]
  for (const name of all) {
    const program = frame.session.environment.load(name)
    if (program) return { program }
  }
  if (ignoresMissing) return { program: undefined }
  throw new JinjaError(`there is no template \`${all.join('`, `')}\``)
}

function callsOf(frame: Frame): Calls {
  const { filters, tests } = frame.session.environment
  const calls: Calls = {
    filter: (name, value, given) => {
      const filter = findIn(filters, name)
      if (!filter) throw new JinjaError(`there is no filter \`${name}\``)
      return filter(value, new Passed(name, given), calls)
    },
    test: (name, value, given) => {
      const test = findIn(tests, name)
      if (!test) throw new JinjaError(`there is no test \`${name}\``)
      return test(value, new Passed(name, given), calls)
    },
    variable: name => frame.find(name),
  }
  return calls
}

/** By its name, or the name behind `ansible.builtin.` and the like. */
function findIn<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  if (Object.hasOwn(table, name)) return table[name]
  const short =
    /^(?:ansible\.(?:builtin|legacy|utils|netcommon|posix)|community\.(?:general|crypto))\.(\w+)$/.exec(
      name,
    )?.[1]
  return short !== undefined && Object.hasOwn(table, short) ? table[short] : undefined
}

/** Whether a macro's body names a variable; Jinja gives `varargs`, `kwargs` and `caller` only to macros that do. */
function mentions(body: unknown, name: string): boolean {
  if (Array.isArray(body)) return body.some(part => mentions(part, name))
  if (typeof body !== 'object' || body === null) return false
  if ('type' in body && body.type === 'name' && 'name' in body && body.name === name) return true
  return Object.values(body).some(part => mentions(part, name))
}

/** How an expression reads in a message: `host.name`; undefined where it is more than a path. */
function pathOf(node: Expression): string | undefined {
  if (node.type === 'name') return node.name
  if (node.type === 'attribute') {
    const path = pathOf(node.target)
    return path && `${path}.${node.name}`
  }
  if (node.type !== 'item' || node.key.type !== 'literal') return undefined
  const path = pathOf(node.target)
  return (
    path && `${path}[${typeof node.key.value === 'string' ? `'${node.key.value}'` : toText(node.key.value)}]`
  )
}

/** `value.name`: a method of the value's type goes before a key, as in Jinja. */
export function attributeOf(given: unknown, name: string, path?: string): unknown {
  if (given instanceof Undefined) return given
  if (given instanceof Loop) return given.attribute(name)
  if (given instanceof Namespace) {
    return given.attributes.has(name)
      ? given.attributes.get(name)
      : new Undefined(`the namespace has no \`${name}\``)
  }
  if (given instanceof Callable) {
    return Object.hasOwn(given.attributes, name) ? given.attributes[name] : missing(given, name, path)
  }
  const value = used(given)
  if (value instanceof Date) return dateAttribute(value, name) ?? missing(value, name, path)
  const method = methodOf(value, name)
  if (method) return method
  if (isDict(value) && Object.hasOwn(value, name)) return value[name]
  return missing(value, name, path)
}

/** `value[key]`: a key goes before a method. */
function itemOf(given: unknown, givenKey: unknown, path?: string): unknown {
  if (given instanceof Undefined) return given
  if (given instanceof Loop || given instanceof Namespace) return attributeOf(given, toText(givenKey), path)
  const [value, key] = [used(given), used(givenKey)]
  if (Array.isArray(value) || typeof value === 'string') {
    const index = amount(key)
    if (index !== undefined && Number.isInteger(index)) {
      const items = typeof value === 'string' ? [...value] : value
      const at = index < 0 ? items.length + index : index
      return at >= 0 && at < items.length ? items[at] : missing(value, index, path)
    }
  }
  const name = keyOf(key)
  if (isDict(value) && name !== undefined && Object.hasOwn(value, name)) return value[name]
  if (typeof key === 'string') return methodOf(value, key) ?? missing(value, key, path)
  return missing(value, key, path)
}

function missing(value: unknown, key: unknown, path?: string): Undefined {
  const shown = typeof key === 'string' ? key : toText(key)
  const what = path === undefined ? describe(value) : `\`${path}\``
  return new Undefined(
    typeof key === 'number' && Array.isArray(value)
      ? `${what} has no item ${shown}, its length is ${value.length}`
      : `${what} has no \`${shown}\``,
  )
}

function dateAttribute(date: Date, name: string): unknown {
  const parts: Readonly<Record<string, number>> = {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    microsecond: date.getUTCMilliseconds() * 1000,
  }
  return Object.hasOwn(parts, name) ? parts[name] : undefined
}

/** `value[start:stop:step]`, as Python counts. */
export function slice(given: unknown, [start, stop, step]: readonly unknown[]): unknown {
  if (given instanceof Undefined) return given
  const value = used(given)
  if (!Array.isArray(value) && typeof value !== 'string')
    throw new JinjaError(`${describe(value)} cannot be sliced`)
  const items: readonly unknown[] = typeof value === 'string' ? [...value] : value
  const by = bound(step) ?? 1
  if (by === 0) throw new JinjaError('the step of a slice cannot be 0')
  const { length } = items
  const clamp = (at: number | undefined, fallback: number): number => {
    if (at === undefined) return fallback
    const absolute = at < 0 ? at + length : at
    return by > 0 ? Math.min(Math.max(absolute, 0), length) : Math.min(Math.max(absolute, -1), length - 1)
  }
  const from = clamp(bound(start), by > 0 ? 0 : length - 1)
  const to = clamp(bound(stop), by > 0 ? length : -1)
  const found: unknown[] = []
  for (let at = from; by > 0 ? at < to : at > to; at += by) found.push(items[at])
  if (typeof value === 'string') return found.join('')
  return value instanceof Tuple ? tuple(...found) : found
}

function bound(value: unknown): number | undefined {
  if (value === null || value === undefined) return undefined
  const found = amount(value)
  if (found !== undefined && Number.isInteger(found)) return found
  throw new JinjaError(`the bounds of a slice are whole numbers, got ${describe(value)}`)
}

function holds(operator: string, left: unknown, right: unknown): boolean {
  switch (operator) {
    case '==':
      return isEqual(left, right)
    case '!=':
      return !isEqual(left, right)
    case 'in':
      return isIn(left, right)
    case 'not in':
      return !isIn(left, right)
    case '<':
      return compareValues(left, right) < 0
    case '<=':
      return compareValues(left, right) <= 0
    case '>':
      return compareValues(left, right) > 0
    default:
      return compareValues(left, right) >= 0
  }
}

const MAX_REPEATED = 10_000_000

function arithmetic(operator: string, left: unknown, right: unknown): unknown {
  const [a, b] = [amount(left), amount(right)]
  if (a !== undefined && b !== undefined) {
    const isFloating = isFloat(left) || isFloat(right)
    const result = calculate(operator, a, b)
    return operator === '/' || isFloating || (operator === '**' && b < 0) ? float(result) : result
  }
  if (operator === '%' && typeof left === 'string') return formatPercent(left, right)
  if (operator === '+') {
    if (typeof left === 'string' && typeof right === 'string') return left + right
    if (Array.isArray(left) && Array.isArray(right) && left instanceof Tuple === right instanceof Tuple) {
      return left instanceof Tuple ? tuple(...left, ...right) : [...left, ...right]
    }
  }
  if (operator === '*') {
    const [value, times] = a === undefined ? [left, b] : [right, a]
    if (times !== undefined && Number.isInteger(times)) return repeat(value, times)
  }
  throw new JinjaError(`\`${operator}\` does not go with ${describe(left)} and ${describe(right)}`)
}

function repeat(value: unknown, times: number): unknown {
  const count = Math.max(0, times)
  const size = typeof value === 'string' || Array.isArray(value) ? value.length : 0
  if (size * count > MAX_REPEATED) throw new JinjaError(`\`*\` would make more than ${MAX_REPEATED} items`)
  if (typeof value === 'string') return value.repeat(count)
  if (!Array.isArray(value)) throw new JinjaError(`\`*\` does not go with ${describe(value)}`)
  const items = Array.from({ length: count }, () => value).flat(1)
  return value instanceof Tuple ? tuple(...items) : items
}

function calculate(operator: string, a: number, b: number): number {
  if (b === 0 && ['/', '//', '%'].includes(operator)) throw new JinjaError('division by zero')
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '//':
      return Math.floor(a / b)
    case '%':
      return a - Math.floor(a / b) * b
    default:
      return a ** b
  }
}
