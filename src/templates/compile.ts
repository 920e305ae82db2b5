import { InputError } from '../errors.ts'
import type { Missing } from '../functions/lookup.ts'
import { reveal, textOf } from '../values/plain.ts'
import { Unknown, UnknownValueError } from '../values/unknown.ts'
import type { Block, Call, Expression, Mustache, Path, Position, Program, Statement } from './ast.ts'
import { BLOCKS } from './blocks.ts'
import { checkedHelper } from './checked-helper.ts'
import { type Fault, jsLikeHint, source, unknownBlock, unknownData, wholeScope } from './faults.ts'
import { type Frame, type Run, readPath } from './frame.ts'
import { emptyLiteral, literalValue, withBraces } from './literals.ts'

/** A template as functions: nothing is ever evaluated as code, unlike in Handlebars' own generated programs. */
export interface Compiled {
  readonly names: ReadonlySet<string>
  readonly text: (run: Run) => string
  /** Present if the text is a single expression: its value, of any type. */
  readonly value?: (run: Run) => unknown
}

type Evaluate = (frame: Frame, missing: Missing) => unknown
type Write = (frame: Frame) => string

/**
 * Compiles a parsed template; throws what `refuse` makes of a fault. With `lineEnd` the template's own lines end so; values stay
 * as they are.
 */
export function compileProgram(
  program: Program,
  refuse: (fault: Fault) => InputError,
  lineEnd?: string,
): Compiled {
  const compiler = new Compiler(refuse, lineEnd)
  const scope: Scope = { contexts: ['root'], params: [] }
  const write = compiler.program(program, scope)
  const [only, ...others] = program.body.filter(statement => statement.type !== 'CommentStatement')
  const value =
    only?.type === 'MustacheStatement' && others.length === 0 ? compiler.mustache(only, scope) : undefined
  return {
    names: compiler.names,
    text: run => write(rootFrame(run)),
    ...(value ? { value: run => reveal(value(rootFrame(run), 'nothing')) } : {}),
  }
}

function rootFrame(run: Run): Frame {
  return { run, context: run.variables }
}

/** What `this` is, innermost first, and the block params in reach. */
interface Scope {
  readonly contexts: readonly ('root' | 'inner')[]
  readonly params: readonly string[]
}

/** Open while one template is compiled. */
class Compiler {
  readonly names = new Set<string>()
  readonly #refuse: (fault: Fault) => InputError
  readonly #lineEnd: string | undefined

  constructor(refuse: (fault: Fault) => InputError, lineEnd: string | undefined) {
    this.#refuse = refuse
    this.#lineEnd = lineEnd
  }

  program(program: Program | undefined, scope: Scope): Write {
    const writers = (program?.body ?? []).map(statement => this.#statement(statement, scope))
    return frame => {
      let text = ''
      for (const write of writers) text += write(frame)
      return text
    }
  }

  mustache(node: Mustache, scope: Scope): Evaluate {
    const isPlain = node.params.length === 0 && !node.hash
    // A variable may be named as a helper is, since every helper takes at least one value.
    const value = isPlain ? this.#expression(node.path, scope) : this.#call(node, scope)
    return (frame, missing) => {
      const found = value(frame, missing)
      if (found instanceof Unknown) throw new UnknownValueError(found)
      return found
    }
  }

  #statement(node: Statement, scope: Scope): Write {
    if (node.type === 'ContentStatement') {
      const lineEnd = this.#lineEnd
      const own = withBraces(node.value)
      const text = lineEnd === undefined ? own : own.replace(/\r?\n/g, () => lineEnd)
      return () => text
    }
    if (node.type === 'CommentStatement') return () => ''
    if (node.type === 'BlockStatement') return this.#block(node, scope)
    if (node.type === 'MustacheStatement') return this.#write(node, scope)
    const isPartial = node.type === 'PartialStatement' || node.type === 'PartialBlockStatement'
    throw this.#refuse({
      message: isPartial
        ? 'templates have no partials (`{{> … }}`)'
        : 'templates have no decorators (`{{* … }}`)',
      hint: isPartial ? 'render the other template in its own task, or write its text here' : undefined,
      position: node.loc.start,
    })
  }

  #write(node: Mustache, scope: Scope): Write {
    const value = this.mustache(node, scope)
    const what = `\`${source(node.path)}\``
    return frame => located(frame, node.loc.start, () => textOf(value(frame, 'nothing'), what))
  }

  #block(node: Block, scope: Scope): Write {
    const name = source(node.path)
    const own = BLOCKS[name]
    if (!own) throw this.#refuse(unknownBlock(name, node))
    if (name === 'raw') return this.program(node.program, scope)
    const [param, extra] = node.params
    const options = new Set(node.hash?.pairs.map(pair => pair.key))
    if (!param || extra || [...options].some(option => name !== 'if' || option !== 'includeZero')) {
      throw this.#refuse({
        message: `\`{{#${name}}}\` takes one value, got ${node.params.length}`,
        hint: jsLikeHint(node),
        position: node.loc.start,
      })
    }
    const value = this.#expression(param, scope)
    const params = (node.program?.blockParams ?? node.inverse?.blockParams ?? []).slice()
    const isInner = name === 'each' || name === 'with'
    const inner: Scope = {
      contexts: isInner ? ['inner', ...scope.contexts] : scope.contexts,
      params: isInner ? [...params, ...scope.params] : scope.params,
    }
    const write = this.program(node.program, inner)
    const otherwise = this.program(node.inverse, scope)
    const missing: Missing = isInner && !node.inverse ? 'nothing' : 'key'
    const keepsZero = options.has('includeZero')
    return frame => {
      const found = value(frame, missing)
      if (found instanceof Unknown) throw new UnknownValueError(found)
      return located(frame, node.loc.start, () => own({ frame, found, params, write, otherwise, keepsZero }))
    }
  }

  #expression(node: Expression, scope: Scope): Evaluate {
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
      else if (first === 'root') throw this.#refuse(wholeScope(node))
      else if (!LOOP_DATA.includes(first)) throw this.#refuse(unknownData(first, node))
      return readPath(node, 'data')
    }
    const context = scope.contexts[node.depth]
    if (context === undefined) {
      throw this.#refuse({
        message: `\`${node.original}\` goes up too far: only ${scope.contexts.length - 1} enclosing blocks change \`this\``,
        hint: '`#each` and `#with` change it, `#if` and `#unless` do not; `@root.name` is a variable from anywhere',
        position: node.loc.start,
      })
    }
    if (context === 'root' && node.parts.length === 0) throw this.#refuse(wholeScope(node))
    // Handlebars reads `[1, 2]` as a name.
    if (context === 'root' && /^-|[\s,:'"{}()]/.test(first)) {
      throw this.#refuse({
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
    const helper = checkedHelper(name, node, this.#refuse)
    for (const needed of helper.needs ?? []) this.names.add(needed)
    const pairs = node.hash?.pairs ?? []
    const values = node.params.map((param, index) => this.#param(name, param, index, scope))
    const named = pairs.map(({ key, value }) => [key, this.#expression(value, scope)] as const)
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
    // `(defined "x")` asks for the variable of that name, as in `when`.
    if (helper === 'defined' && param.type === 'StringLiteral') {
      const name = String(param.value)
      this.names.add(name)
      return frame => (Object.hasOwn(frame.run.variables, name) ? true : undefined)
    }
    if (helper === 'lookup' && index === 1 && param.type === 'StringLiteral')
      this.names.add(String(param.value))
    const value = this.#expression(param, scope)
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

/** Errors that do not know their place yet get this one. */
function located<T>(frame: Frame, position: Position, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof InputError) || error.place) throw error
    throw frame.run.fail({ message: error.message, hint: error.hint, position })
  }
}
