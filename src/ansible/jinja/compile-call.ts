import { ownValue } from '../../base/own-value.ts'
import type { Arguments, Expression, ExpressionOf } from './ast.ts'
import { iterate } from './compare.ts'
import { JinjaError, type Origin, placeError } from './error.ts'
import type { Calls, Context, Evaluate, Frame, Tables } from './frame.ts'
import { Loop } from './loop.ts'
import { Passed } from './passed.ts'
import { describe, pathOf } from './text.ts'
import { Undefined } from './undefined.ts'
import { type ArgumentValues, Callable, isDict, used } from './values.ts'

/** A filter, test or lookup that does not exist, with the offset in the template at which it is used. */
export interface UnknownName {
  readonly kind: 'filter' | 'test' | 'lookup'
  readonly name: string
  readonly at: number
}

/** Filters whose result stays a string even if it looks like a list: ansible-core's STRING_TYPE_FILTERS. */
const TEXT_FILTERS = ['string', 'to_json', 'to_nice_json', 'to_yaml', 'to_nice_yaml', 'ppretty', 'json']

/** Filters that take the name of a filter or test as an argument, and the position of that argument. */
const TAKE_NAMES: Readonly<Record<string, { readonly kind: 'filter' | 'test'; readonly index: number }>> = {
  map: { kind: 'filter', index: 0 },
  select: { kind: 'test', index: 0 },
  reject: { kind: 'test', index: 0 },
  selectattr: { kind: 'test', index: 1 },
  rejectattr: { kind: 'test', index: 1 },
}

const NO_ARGUMENTS: ArgumentValues = { positional: [], named: new Map() }

/** Compiles calls, filters and tests. */
export abstract class CallCompiler {
  readonly unknownNames: UnknownName[] = []
  protected readonly origin: Origin
  protected readonly tables: Tables

  constructor(tables: Tables, origin: Origin) {
    this.tables = tables
    this.origin = origin
  }

  abstract expression(node: Expression): Evaluate

  /** Compiles a call. `extra` returns named arguments that are passed in addition. */
  protected call(node: ExpressionOf<'call'>, extra?: (frame: Frame) => Map<string, unknown>): Evaluate {
    const target = this.expression(node.target)
    const given = this.#given(node.arguments)
    const what = pathOf(node.target) ?? 'this'
    return frame => {
      const callable = target(frame)
      if (callable instanceof Undefined) callable.fail()
      const values = given(frame)
      const named = extra ? new Map([...values.named, ...extra(frame)]) : values.named
      if (callable instanceof Loop && callable.recurse) return callable.recurse(values.positional[0])
      if (callable instanceof Callable)
        return callable.call({ positional: values.positional, named }, new FrameCalls(frame))
      throw new JinjaError(`\`${what}\` is ${describe(used(callable))}, and cannot be called`)
    }
  }

  protected filter({ target, name, arguments: given, at }: ExpressionOf<'filter'>): Evaluate {
    const apply = this.#namedFilter(name, given, at)
    const value = target ? this.expression(target) : () => ''
    return frame => apply(frame, value(frame))
  }

  /** Compiles the filters of a `{% filter %}` block. The innermost filter gets the block's text. */
  protected filterOfText(node: Expression): (frame: Frame, text: unknown) => unknown {
    if (node.type !== 'filter') throw new TypeError('the parser returned no filter')
    const apply = this.#namedFilter(node.name, node.arguments, node.at)
    const inner = node.target && this.filterOfText(node.target)
    return (frame, text) => this.placed(node.at, () => apply(frame, inner ? inner(frame, text) : text))
  }

  protected test({ target, name, arguments: args, at }: ExpressionOf<'test'>): Evaluate {
    const test = findIn(this.tables.tests, name)
    const [value, given] = [this.expression(target), this.#given(args)]
    if (!test) {
      this.unknownNames.push({ kind: 'test', name, at })
      return () => {
        throw new JinjaError(`there is no test \`${name}\``)
      }
    }
    return frame => test(value(frame), new Passed(name, given(frame)), new FrameCalls(frame))
  }

  /** Runs `work`. Errors without a place get the place at this offset. */
  protected placed<T>(at: number, work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw placeError(error, at, this.origin)
    }
  }

  #namedFilter(name: string, args: Arguments, at: number): (frame: Frame, value: unknown) => unknown {
    const filter = findIn(this.tables.filters, name)
    const given = this.#given(args)
    const isText = TEXT_FILTERS.includes(name)
    this.#checkInner(name, args)
    if (!filter) {
      this.unknownNames.push({ kind: 'filter', name, at })
      return () => {
        throw new JinjaError(`there is no filter \`${name}\``)
      }
    }
    return (frame, value) => {
      if (Array.isArray(value)) frame.session.budget.spend(value.length)
      const found = filter(value, new Passed(name, given(frame)), new FrameCalls(frame))
      if (isText && typeof found === 'string') frame.session.filterTexts.add(found)
      return found
    }
  }

  /**
   * Records filters and tests that do not exist and are passed by constant name to `map`, `select` and similar
   * filters.
   */
  #checkInner(name: string, { positional }: Arguments): void {
    const inner = ownValue(TAKE_NAMES, name)
    const node = inner && positional[inner.index]
    if (!inner || node?.type !== 'literal' || typeof node.value !== 'string') return
    const table = inner.kind === 'filter' ? this.tables.filters : this.tables.tests
    if (!findIn<unknown>(table, node.value))
      this.unknownNames.push({ kind: inner.kind, name: node.value, at: node.at })
  }

  #given({ positional, named, spread, spreadNamed }: Arguments): (frame: Frame) => ArgumentValues {
    const values = positional.map(value => this.expression(value))
    const byName = named.map(([name, value]) => [name, this.expression(value)] as const)
    if (values.length === 0 && byName.length === 0 && !spread && !spreadNamed) return () => NO_ARGUMENTS
    if (byName.length === 0 && !spread && !spreadNamed)
      return frame => ({ positional: values.map(value => value(frame)), named: NO_ARGUMENTS.named })
    const [rest, restNamed] = [spread && this.expression(spread), spreadNamed && this.expression(spreadNamed)]
    return frame => {
      const list = values.map(value => value(frame))
      const map = new Map(byName.map(([name, value]) => [name, value(frame)]))
      const more = rest ? iterate(rest(frame)) : []
      if (restNamed) {
        const extra = used(restNamed(frame))
        if (!isDict(extra)) throw new JinjaError(`\`**\` needs a dict, got ${describe(extra)}`)
        for (const [key, value] of Object.entries(extra)) map.set(key, value)
      }
      return { positional: [...list, ...more], named: map }
    }
  }
}

/**
 * Whether the expression's value may be the unchanged result of a filter such as `to_json`. Such a string stays
 * a string; any other string that looks like a list is converted to one.
 */
export function mayStayString(node: Expression): boolean {
  if (node.type === 'conditional')
    return mayStayString(node.then) || (node.otherwise !== undefined && mayStayString(node.otherwise))
  if (node.type === 'binary') return mayStayString(node.left) || mayStayString(node.right)
  // `lookup('template', …, convert_data=False)`.
  if (node.type === 'call') return node.arguments.named.some(([name]) => name === 'convert_data')
  if (node.type !== 'filter') return false
  if (node.name !== 'default' && node.name !== 'd') return TEXT_FILTERS.includes(node.name)
  return [node.target, ...node.arguments.positional].some(part => part && mayStayString(part))
}

/** The functions of a rendering that filters, tests and global functions may call. */
class FrameCalls implements Calls {
  readonly #frame: Frame

  constructor(frame: Frame) {
    this.#frame = frame
  }

  get context(): Context {
    return this.#frame.session.context
  }

  filter(name: string, value: unknown, given: ArgumentValues): unknown {
    const filter = findIn(this.#frame.session.tables.filters, name)
    if (!filter) throw new JinjaError(`there is no filter \`${name}\``)
    return filter(value, new Passed(name, given), this)
  }

  test(name: string, value: unknown, given: ArgumentValues): boolean {
    const test = findIn(this.#frame.session.tables.tests, name)
    if (!test) throw new JinjaError(`there is no test \`${name}\``)
    return test(value, new Passed(name, given), this)
  }

  spend(steps: number): void {
    this.#frame.session.budget.spend(steps)
  }

  keepText(text: string): void {
    this.#frame.session.filterTexts.add(text)
  }
}

const COLLECTION =
  /^(?:ansible\.(?:builtin|legacy|utils|netcommon|posix)|community\.(?:general|crypto))\.(\w+)$/

/**
 * Finds an entry by its name, or by its short name if a supported collection precedes it
 * (`ansible.builtin.NAME`).
 */
function findIn<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  if (Object.hasOwn(table, name)) return table[name]
  const short = COLLECTION.exec(name)?.[1]
  return short === undefined ? undefined : ownValue(table, short)
}
