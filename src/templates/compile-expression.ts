import { InputError } from '../errors.ts'
import type { Missing } from '../functions/lookup.ts'
import { Unknown, UnknownValueError } from '../values/unknown.ts'
import type { Call, Expression, Mustache, Path, Position } from './ast.ts'
import { checkedHelper } from './checked-helper.ts'
import { type Fault, source, unknownData, wholeScope } from './faults.ts'
import { type Frame, readPath } from './frame.ts'
import { emptyLiteral, literalValue } from './literals.ts'

export type Evaluate = (frame: Frame, missing: Missing) => unknown

/**
 * The scope of an expression at compile time: the kinds of `this`, innermost first, and the names of the block
 * params.
 */
export interface Scope {
  readonly contexts: readonly ('root' | 'inner')[]
  readonly params: readonly string[]
}

/** Compiles the expressions of one template. */
export class ExpressionCompiler {
  /** The variables that the template refers to. */
  readonly names: Set<string>
  protected readonly refuse: (fault: Fault) => InputError

  constructor(refuse: (fault: Fault) => InputError, names: Set<string>) {
    this.refuse = refuse
    this.names = names
  }

  mustache(node: Mustache, scope: Scope): Evaluate {
    const isPlain = node.params.length === 0 && !node.hash
    // A variable may have the name of a helper, because every helper takes at least one value.
    const value = isPlain ? this.expression(node.path, scope) : this.#call(node, scope)
    return (frame, missing) => {
      const found = value(frame, missing)
      if (found instanceof Unknown) throw new UnknownValueError(found)
      return found
    }
  }

  protected expression(node: Expression, scope: Scope): Evaluate {
    if (node.type === 'SubExpression') return this.#call(node, scope)
    if (node.type === 'PathExpression') return this.#path(node, scope)
    const value = literalValue(node)
    return () => value
  }

  #path(node: Path, scope: Scope): Evaluate {
    const empty = emptyLiteral(node)
    if (empty) return () => empty()
    const isScoped = /^(\.|this\b)/.test(node.original)
    const [first = '', ...rest] = node.parts
    if (!node.data && !isScoped && node.depth === 0 && scope.params.includes(first)) {
      return readPath(node, 'block param')
    }
    if (node.data) {
      if (first === 'root' && rest.length > 0) this.#note(rest)
      else if (first === 'root') throw this.refuse(wholeScope(node))
      else if (!LOOP_DATA.includes(first)) throw this.refuse(unknownData(first, node))
      return readPath(node, 'data')
    }
    const context = scope.contexts[node.depth]
    if (context === undefined) {
      throw this.refuse({
        message: `\`${node.original}\` goes up too far: only ${scope.contexts.length - 1} enclosing blocks change \`this\``,
        hint: '`#each` and `#with` change it, `#if` and `#unless` do not; `@root.name` is a variable from anywhere',
        position: node.loc.start,
      })
    }
    if (context === 'root' && node.parts.length === 0) throw this.refuse(wholeScope(node))
    // Handlebars parses `[1, 2]` as a name.
    if (context === 'root' && /^-|[\s,:'"{}()]/.test(first)) {
      throw this.refuse({
        message: `\`[${first}]\` is not a variable name`,
        hint: 'create a list with `list`, a map with `dict`: `{{list 1 2}}`',
        position: node.loc.start,
      })
    }
    if (context === 'root') this.#note(node.parts)
    return readPath(node, 'context')
  }

  #note([first = '', second]: readonly string[]): void {
    this.names.add(first)
    if (first === 'vars' && second !== undefined) this.names.add(second)
  }

  #call(node: Call | Mustache, scope: Scope): Evaluate {
    const name = source(node.path)
    const helper = checkedHelper(name, node, this.refuse)
    for (const needed of helper.needs ?? []) this.names.add(needed)
    const pairs = node.hash?.pairs ?? []
    const values = node.params.map((param, index) => this.#param(name, param, index, scope))
    const named = pairs.map(({ key, value }) => [key, this.expression(value, scope)] as const)
    return (frame, missing) =>
      located(frame, node.loc.start, () =>
        helper.call(
          values.map(value => wanted => value(frame, wanted)),
          missing,
          Object.fromEntries(named.map(([key, value]) => [key, wanted => value(frame, wanted)])),
          frame.run.variables,
        ),
      )
  }

  #param(helper: string, param: Expression, index: number, scope: Scope): Evaluate {
    // `(defined "x")` tests whether the variable of that name exists, as in `when`.
    if (helper === 'defined' && param.type === 'StringLiteral') {
      const name = String(param.value)
      this.names.add(name)
      return frame => (Object.hasOwn(frame.run.variables, name) ? true : undefined)
    }
    if (helper === 'lookup' && index === 1 && param.type === 'StringLiteral')
      this.names.add(String(param.value))
    const value = this.expression(param, scope)
    if (helper !== 'defined' || param.type !== 'PathExpression' || param.parts.length < 2) return value
    // A variable exists whatever its value; whether one of its keys exists depends on the value.
    return (frame, missing) => {
      const found = value(frame, missing)
      if (found instanceof Unknown) throw new UnknownValueError(found)
      return found
    }
  }
}

const LOOP_DATA = ['index', 'key', 'first', 'last']

/** Runs `work` and adds this position to errors that have none. */
export function located<T>(frame: Frame, position: Position, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof InputError) || error.place) throw error
    throw frame.run.fail({ message: error.message, hint: error.hint, position })
  }
}
