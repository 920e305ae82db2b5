import type { Arguments, Body, Expression, Signature, Statement, Target } from './ast.ts'

/** The names that a template or expression uses without defining them itself. */
export interface FreeNames {
  /** Variables, including those in branches that are not taken. */
  readonly names: Set<string>
  /** Templates that are included, imported or extended by a constant name. */
  readonly templates: Set<string>
  /** Whether a template is included, imported or extended by a name that is only known when rendering. */
  hasOtherTemplates: boolean
  /**
   * Calls by the function's name, with the first argument if that is a constant string, and the offset of the
   * call.
   */
  readonly calls: { readonly name: string; readonly first: string | undefined; readonly at: number }[]
  readonly filters: Set<string>
}

/** Finds the free names of a template. */
export function freeNames(body: Body): FreeNames {
  const found = emptyNames()
  new Finder(found).body(body, new Set())
  return found
}

/** Finds the free names of an expression. */
export function freeNamesOf(expression: Expression): FreeNames {
  const found = emptyNames()
  new Finder(found).expression(expression, new Set())
  return found
}

function emptyNames(): FreeNames {
  return { names: new Set(), templates: new Set(), hasOtherTemplates: false, calls: [], filters: new Set() }
}

type Bound = Set<string>

/**
 * Finds free names. A name is free unless it is certainly set before it is read: one that only some branches
 * set may be read from outside.
 */
class Finder {
  readonly #found: FreeNames

  constructor(found: FreeNames) {
    this.#found = found
  }

  body(body: Body, bound: Bound): void {
    for (const statement of body) this.#statement(statement, bound)
  }

  #statement(node: Statement, bound: Bound): void {
    switch (node.type) {
      case 'output':
      case 'do':
        this.expression(node.value, bound)
        return
      case 'set':
        this.expression(node.value, bound)
        this.#bind(node.target, bound)
        return
      case 'set block':
        this.body(node.body, new Set(bound))
        if (node.filter) this.expression(node.filter, bound)
        this.#bind(node.target, bound)
        return
      case 'if':
        this.#if(node, bound)
        return
      case 'for': {
        this.expression(node.iterable, bound)
        const inner = new Set([...bound, 'loop'])
        this.#bind(node.target, inner)
        if (node.filter) this.expression(node.filter, inner)
        this.body(node.body, inner)
        this.body(node.otherwise, new Set(bound))
        return
      }
      case 'with': {
        const inner = new Set(bound)
        for (const [, value] of node.assignments) this.expression(value, bound)
        for (const [target] of node.assignments) this.#bind(target, inner)
        this.body(node.body, inner)
        return
      }
      case 'filter block':
        this.body(node.body, new Set(bound))
        this.expression(node.filter, bound)
        return
      case 'macro':
        bound.add(node.name)
        this.#macro(node.signature, node.body, bound)
        return
      case 'call block':
        this.expression(node.call, bound)
        this.#macro(node.signature, node.body, bound)
        return
      case 'block':
        this.body(node.body, new Set([...(node.isScoped ? bound : []), 'super']))
        return
      case 'extends':
      case 'include':
      case 'import':
      case 'from import':
        this.#template(node, bound)
        return
      default:
    }
  }

  #template(
    node: Extract<Statement, { type: 'extends' | 'include' | 'import' | 'from import' }>,
    bound: Bound,
  ): void {
    this.expression(node.template, bound)
    const names = constantTexts(node.template)
    if (!names) this.#found.hasOtherTemplates = true
    for (const name of names ?? []) this.#found.templates.add(name)
    if (node.type === 'import') bound.add(node.as)
    if (node.type === 'from import') for (const [, as] of node.names) bound.add(as)
  }

  #if({ branches, otherwise }: Extract<Statement, { type: 'if' }>, bound: Bound): void {
    const each = branches.map(({ test, body }) => {
      this.expression(test, bound)
      const inner = new Set(bound)
      this.body(body, inner)
      return inner
    })
    const last = new Set(bound)
    this.body(otherwise, last)
    for (const name of last) if (each.every(inner => inner.has(name))) bound.add(name)
  }

  #macro({ params, defaults }: Signature, body: Body, bound: Bound): void {
    const inner = new Set([...bound, ...params, 'varargs', 'kwargs', 'caller'])
    for (const value of defaults) this.expression(value, inner)
    this.body(body, inner)
  }

  #bind(target: Target, bound: Bound): void {
    if (target.type === 'name') bound.add(target.name)
    else if (target.type === 'tuple') for (const item of target.items) this.#bind(item, bound)
    else if (!bound.has(target.name)) this.#found.names.add(target.name)
  }

  expression(node: Expression, bound: Bound): void {
    const visit = (...parts: readonly (Expression | undefined)[]): void => {
      for (const part of parts) if (part) this.expression(part, bound)
    }
    switch (node.type) {
      case 'name':
        if (!bound.has(node.name)) this.#found.names.add(node.name)
        return
      case 'list':
      case 'tuple':
      case 'concat':
        visit(...node.items)
        return
      case 'dict':
        visit(...node.pairs.flat())
        return
      case 'not':
      case 'negative':
      case 'positive':
        visit(node.operand)
        return
      case 'binary':
        visit(node.left, node.right)
        return
      case 'compare':
        visit(node.first, ...node.rest.map(({ operand }) => operand))
        return
      case 'conditional':
        visit(node.test, node.then, node.otherwise)
        return
      case 'attribute':
        // `vars.name` also reads the variable `name`.
        if (isFree(node.target, 'vars', bound)) this.#found.names.add(node.name)
        visit(node.target)
        return
      case 'item':
        visit(node.target, node.key)
        return
      case 'slice':
        visit(node.start, node.stop, node.step)
        return
      case 'call':
        this.#noteCall(node, bound)
        if (!isGlobal(node.target, bound)) visit(node.target)
        this.#arguments(node.arguments, bound)
        return
      case 'filter':
        this.#found.filters.add(node.name)
        visit(node.target)
        this.#arguments(node.arguments, bound)
        return
      case 'test':
        visit(node.target)
        this.#arguments(node.arguments, bound)
        return
      default:
    }
  }

  #noteCall(
    { target, arguments: { positional }, at }: Extract<Expression, { type: 'call' }>,
    bound: Bound,
  ): void {
    if (target.type !== 'name' || bound.has(target.name)) return
    const [first] = positional
    const text = first?.type === 'literal' && typeof first.value === 'string' ? first.value : undefined
    this.#found.calls.push({ name: target.name, first: text, at: first?.at ?? at })
  }

  #arguments({ positional, named, spread, spreadNamed }: Arguments, bound: Bound): void {
    for (const value of [...positional, ...named.map(([, each]) => each), spread, spreadNamed])
      if (value) this.expression(value, bound)
  }
}

/**
 * Whether a node is a global function, which counts as a variable only if the template defines one of that
 * name.
 */
function isGlobal(node: Expression, bound: Bound): boolean {
  return GLOBALS.some(name => isFree(node, name, bound))
}

const GLOBALS = [
  ...['lookup', 'query', 'q', 'now', 'undef'],
  ...['range', 'dict', 'namespace', 'cycler', 'joiner', 'lipsum'],
]

function isFree(node: Expression, name: string, bound: Bound): boolean {
  return node.type === 'name' && node.name === name && !bound.has(name)
}

/** Returns the strings of a constant or of a list of constants; undefined if any of them is not constant. */
function constantTexts(node: Expression): string[] | undefined {
  if (node.type === 'literal') return typeof node.value === 'string' ? [node.value] : undefined
  if (node.type !== 'list' && node.type !== 'tuple') return undefined
  const each = node.items.map(constantTexts)
  return each.includes(undefined) ? undefined : each.flatMap(names => names ?? [])
}
