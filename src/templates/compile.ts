import type { InputError } from '../errors.ts'
import type { Missing } from '../functions/lookup.ts'
import { reveal, textOf } from '../values/plain.ts'
import { Unknown, UnknownValueError } from '../values/unknown.ts'
import type { Block, Mustache, PartialCall, Program, Statement } from './ast.ts'
import { BLOCKS, bind } from './blocks.ts'
import { ExpressionCompiler, located, type Scope } from './compile-expression.ts'
import { type Fault, jsLikeHint, source, unknownBlock } from './faults.ts'
import type { Frame, Run } from './frame.ts'
import { withBraces } from './literals.ts'
import { indentLines, openPartial, type Partials } from './partials.ts'

/** A template compiled to functions. Unlike Handlebars' own compiler, no code is generated or evaluated. */
export interface Compiled {
  readonly names: ReadonlySet<string>
  readonly text: (run: Run) => string
  /** Returns the value, of any type. Only present if the text is a single expression. */
  readonly value?: (run: Run) => unknown
}

type Write = (frame: Frame) => string

/**
 * Compiles a parsed template. If it has a fault, throws the error that `refuse` returns. `lineEnd` replaces the line
 * ends of the template's own text; values are not changed.
 */
export function compileProgram(
  program: Program,
  refuse: (fault: Fault) => InputError,
  { lineEnd, partials }: { lineEnd?: string | undefined; partials?: Partials | undefined } = {},
): Compiled {
  const compiler = new Compiler({ refuse, lineEnd, partials, names: new Set() })
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

interface Setting {
  readonly refuse: (fault: Fault) => InputError
  readonly lineEnd: string | undefined
  readonly partials: Partials | undefined
  /** The variables that the template refers to; filled while it is compiled. */
  readonly names: Set<string>
}

/** Compiles the statements of one template. */
class Compiler extends ExpressionCompiler {
  readonly #lineEnd: string | undefined
  readonly #partials: Partials | undefined

  constructor({ refuse, lineEnd, partials, names }: Setting) {
    super(refuse, names)
    this.#lineEnd = lineEnd
    this.#partials = partials
  }

  program(program: Program | undefined, scope: Scope): Write {
    const writers = (program?.body ?? []).map(statement => this.#statement(statement, scope))
    return frame => {
      let text = ''
      for (const write of writers) text += write(frame)
      return text
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
    if (node.type === 'PartialStatement') return this.#partial(node, scope)
    const isPartial = node.type === 'PartialBlockStatement'
    throw this.refuse({
      message: isPartial
        ? 'templates have no blocks that are partials (`{{#> … }}`)'
        : 'templates have no decorators (`{{* … }}`)',
      hint: isPartial ? 'write `{{> name}}`, with values that it needs as `key=value`' : undefined,
      position: node.loc.start,
    })
  }

  #write(node: Mustache, scope: Scope): Write {
    const value = this.mustache(node, scope)
    const what = `\`${source(node.path)}\``
    return frame => located(frame, node.loc.start, () => textOf(value(frame, 'nothing'), what))
  }

  /**
   * Compiles a partial as if its text were inserted here: it has the same scope, extended by a context and named
   * values.
   */
  #partial(node: PartialCall, scope: Scope): Write {
    const { program, refuse, fail, partials } = openPartial(node, this.#partials, this.refuse)
    const pairs = node.hash?.pairs ?? []
    const names = pairs.map(({ key }) => key)
    const values = pairs.map(({ value }) => this.expression(value, scope))
    const [param] = node.params
    const context = param && this.expression(param, scope)
    const inner: Scope = {
      contexts: context ? ['inner', ...scope.contexts] : scope.contexts,
      params: [...names, ...scope.params],
    }
    const within = new Compiler({ refuse, lineEnd: this.#lineEnd, partials, names: this.names })
    const write = within.program(program, inner)
    return frame => {
      const given = values.map(value => value(frame, 'nothing'))
      const found = context?.(frame, 'nothing')
      if (found instanceof Unknown) throw new UnknownValueError(found)
      const own = { run: { ...frame.run, fail }, params: bind(names, given, frame) }
      const text = write(context ? { ...own, context: found, outer: frame } : { ...frame, ...own })
      return indentLines(text, node.indent)
    }
  }

  #block(node: Block, scope: Scope): Write {
    const name = source(node.path)
    const own = BLOCKS[name]
    if (!own) throw this.refuse(unknownBlock(name, node))
    if (name === 'raw') return this.program(node.program, scope)
    const [param, extra] = node.params
    const options = new Set(node.hash?.pairs.map(pair => pair.key))
    if (!param || extra || [...options].some(option => name !== 'if' || option !== 'includeZero')) {
      throw this.refuse({
        message: `\`{{#${name}}}\` takes one value, got ${node.params.length}`,
        hint: jsLikeHint(node),
        position: node.loc.start,
      })
    }
    const value = this.expression(param, scope)
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
}
