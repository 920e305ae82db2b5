import type { Body, Expression } from '../../ansible/jinja/ast.ts'
import type { Jinja } from '../../jinja/tree.ts'
import { type Names, readExpression } from '../expressions/read-expression.ts'
import { type Shapes, shapeOf, typeOfShape } from '../shapes/expression-shape.ts'
import { ANYTHING, FLAG, mapOf, type Shape, WHOLE } from '../shapes/shape.ts'
import { Unconvertible } from '../unconvertible.ts'

/** What a loop variable stands for. */
export type LoopName =
  /** A block param of `{{#each}}`, or an item of the list that the param is. */
  | { readonly is: 'param'; readonly path: string; readonly key?: number; readonly shape: Shape }
  /** The value of a map under the key of the current iteration. */
  | {
      readonly is: 'entry'
      readonly map: Expression
      readonly key: string
      readonly shape: Shape
      readonly scope: TemplateScope
    }

/** What a name in a template stands for, if it is not a variable. */
type Local =
  | LoopName
  | {
      readonly is: 'assigned'
      readonly value: Expression
      readonly scope: TemplateScope
      readonly loops: number
    }

/** The names at one place of a template: variables, names of the surrounding loops, and names assigned before it. */
export class TemplateScope {
  readonly #variables: Shapes
  readonly #locals: ReadonlyMap<string, Local>
  /** The number of surrounding loops. Within a loop, a variable is written `@root.name`. */
  readonly #loops: number

  private constructor(variables: Shapes, locals: ReadonlyMap<string, Local>, loops: number) {
    this.#variables = variables
    this.#locals = locals
    this.#loops = loops
  }

  static of(variables: Shapes): TemplateScope {
    return new TemplateScope(variables, new Map(), 0)
  }

  /** Returns the scope in the body of a loop with these names. */
  inLoop(names: ReadonlyMap<string, LoopName>): TemplateScope {
    return new TemplateScope(this.#variables, new Map([...this.#locals, ...names]), this.#loops + 1)
  }

  /** Returns the scope after `{% set name = value %}`. */
  assign(name: string, value: Expression): TemplateScope {
    const local: Local = { is: 'assigned', value, scope: this, loops: this.#loops }
    return new TemplateScope(this.#variables, new Map([...this.#locals, [name, local]]), this.#loops)
  }

  has(name: string): boolean {
    return this.#locals.has(name)
  }

  read(expression: Expression): Jinja {
    return readExpression(expression, this.names)
  }

  get names(): Names {
    return { node: name => this.#node(name, this.#loops), shapes: name => this.#shape(name) }
  }

  #node(name: string, loops: number): Jinja {
    const local = this.#locals.get(name)
    if (local?.is === 'param') {
      const type = typeOfShape(local.shape)
      const param: Jinja = { kind: 'name', name: local.path, type: local.key === undefined ? type : 'any' }
      if (local.key === undefined) return param
      return { kind: 'item', of: param, key: { kind: 'constant', value: local.key }, type }
    }
    if (local?.is === 'entry') {
      const map = local.scope.readFrom(local.map, loops)
      const key: Jinja = { kind: 'name', name: local.key, type: 'text' }
      return { kind: 'item', of: map, key, type: typeOfShape(local.shape) }
    }
    if (local) return readAt(local, loops)
    const isLoop = name === 'loop' && loops > 0
    const path = loops > 0 && !isLoop ? `@root.${name}` : name
    return { kind: 'name', name: path, type: typeOfShape(this.#shape(path)) }
  }

  #shape(path: string): Shape {
    if (path === 'loop') return LOOP
    for (const local of this.#locals.values())
      if (local.is === 'param' && local.path === path && local.key === undefined) return local.shape
    if (this.#locals.has(path)) return ANYTHING
    return this.#variables(path.replace(/^@root\./, ''))
  }

  /** Reads an expression of this scope for a place within that number of loops. */
  readFrom(expression: Expression, loops: number): Jinja {
    return readExpression(expression, {
      node: name => this.#node(name, loops),
      shapes: name => this.#shape(name),
    })
  }
}

function readAt({ value, scope, loops }: Local & { readonly is: 'assigned' }, now: number): Jinja {
  if (now !== loops && mentionsLoop(value))
    throw new Unconvertible('a `loop` variable that is used in an inner loop')
  const node = scope.readFrom(value, now)
  return { ...node, type: typeOfShape(shapeOf(node, scope.names.shapes)) }
}

/** Whether a part of a template uses Jinja's variable `loop`. */
export function mentionsLoop(part: Expression | Body): boolean {
  const text = JSON.stringify(part, (_, value) => (typeof value === 'bigint' ? String(value) : value))
  return text.includes('"type":"name","name":"loop"')
}

/** The fields of Jinja's variable `loop` that have an equivalent in Handlebars. */
const LOOP = mapOf(
  new Map([
    ['index', WHOLE],
    ['index0', WHOLE],
    ['first', FLAG],
    ['last', FLAG],
  ]),
)
