import type { Body, Expression, Statement, StatementOf, Target } from '../../ansible/jinja/ast.ts'
import { sayBlockTest, sayBlockValue, sayInText } from '../expressions/say.ts'
import { type Shapes, shapeOf } from '../shapes/expression-shape.ts'
import { ANYTHING, isOnly, LINE, partOf } from '../shapes/shape.ts'
import { Unconvertible } from '../unconvertible.ts'
import { breaksAtEnd } from './breaks-at-end.ts'
import { COMMENT } from './keep-comments.ts'
import { layOut, type Part } from './layout.ts'
import { type Param, TemplateScope } from './scope.ts'

/** A template in Handlebars, and why it may give another text. */
export interface SaidTemplate {
  readonly text: string
  readonly doubts: readonly string[]
}

/** What a template is made of. */
export interface TemplateSource {
  readonly body: Body
  /** The texts of its comments, in the order of their numbers. */
  readonly comments: readonly string[]
  /** How many line breaks are at its end, which Ansible gives to the result. */
  readonly lineBreaks: number
}

/** A template of Jinja in Handlebars. Throws Unconvertible. */
export function sayTemplate(source: TemplateSource, shapes: Shapes): SaidTemplate {
  const writer = new Writer(source.comments)
  writer.body(source.body, TemplateScope.of(shapes))
  const { missing, isSure } = breaksAtEnd(source.body, source.lineBreaks, writer.mayEndLine)
  if (!isSure)
    writer.doubts.add(
      'Ansible may end the text with another number of line breaks, if a part at its end is empty',
    )
  writer.parts.push({ is: 'text', text: '\n'.repeat(missing) })
  return { text: layOut(writer.parts), doubts: [...writer.doubts] }
}

/** Open while one template is written. */
class Writer {
  readonly parts: Part[] = []
  readonly doubts = new Set<string>()
  /** Values whose text may end with a line break. */
  readonly mayEndLine = new Set<Expression>()
  readonly #comments: readonly string[]

  constructor(comments: readonly string[]) {
    this.#comments = comments
  }

  body(body: Body, outer: TemplateScope): void {
    let scope = outer
    for (const statement of body) scope = this.#statement(statement, scope)
  }

  /** Writes a statement; gives the names behind it. */
  #statement(node: Statement, scope: TemplateScope): TemplateScope {
    switch (node.type) {
      case 'text':
        this.parts.push({ is: 'text', text: node.text })
        return scope
      case 'output':
        this.#output(node.value, scope)
        return scope
      case 'if':
        this.#if(node, scope)
        return scope
      case 'for':
        this.#for(node, scope)
        return scope
      case 'set':
        return this.#set(node, scope)
      case 'block':
        // Nothing extends it, or it would not be converted.
        this.body(node.body, scope)
        return scope
      default:
        throw new Unconvertible(`\`{% ${node.type} %}\` has no equal in Handlebars`)
    }
  }

  #tag(tag: string): void {
    this.parts.push({ is: 'block', tag: `{{${tag}}}` })
  }

  #note({ text, doubts }: { readonly text: string; readonly doubts: readonly string[] }): string {
    for (const doubt of doubts) this.doubts.add(doubt)
    return text
  }

  #output(value: Expression, scope: TemplateScope): void {
    if (value.type === 'literal' && typeof value.value === 'string') {
      this.parts.push({ is: 'text', text: value.value })
      return
    }
    const node = scope.read(value)
    if (shapeOf(node, scope.names.shapes).hasBreaks) this.mayEndLine.add(value)
    const content = this.#note(sayInText(node, scope.names))
    this.parts.push({ is: 'value', tag: `{{${content}}}` })
  }

  #if({ branches, otherwise }: StatementOf<'if'>, scope: TemplateScope): void {
    refuseLeaks([...branches.map(({ body }) => body), otherwise])
    for (const [index, { test, body }] of branches.entries()) {
      const said = this.#note(sayBlockTest(scope.read(test), scope.names))
      this.#tag(`${index === 0 ? '#if' : 'else if'} ${said}`)
      this.body(body, scope)
    }
    if (otherwise.length > 0) {
      this.#tag('else')
      this.body(otherwise, scope)
    }
    this.#tag('/if')
  }

  #for(node: StatementOf<'for'>, scope: TemplateScope): void {
    if (node.isRecursive) throw new Unconvertible('a recursive loop')
    const { opening, params } = this.#loopOver(node, scope)
    const inner = scope.inLoop(params)
    this.#tag(opening)
    this.#loopBody(node, inner)
    if (node.otherwise.length > 0) {
      this.#tag('else')
      this.body(node.otherwise, scope)
    }
    this.#tag('/each')
  }

  /** Items that a loop passes over do not count in Jinja. */
  #loopBody({ filter, body, otherwise }: StatementOf<'for'>, inner: TemplateScope): void {
    if (!filter) {
      this.body(body, inner)
      return
    }
    if (otherwise.length > 0 || mentionsLoop(body))
      throw new Unconvertible('`for … if` with `loop` or `else`')
    this.#tag(`#if ${this.#note(sayBlockTest(inner.read(filter), inner.names))}`)
    this.body(body, inner)
    this.#tag('/if')
  }

  #loopOver(
    { target, iterable }: StatementOf<'for'>,
    scope: TemplateScope,
  ): { opening: string; params: Map<string, Param> } {
    const names = namesOf(target)
    for (const name of names)
      if (scope.has(name)) throw new Unconvertible(`the name \`${name}\` for two things`)
    const pairs = mapOfItems(iterable)
    if (pairs && names.length === 2) {
      const [key = '', value = ''] = names
      const map = scope.read(pairs)
      const shape = shapeOf(map, scope.names.shapes)
      if (!isOnly(shape, 'map')) this.doubts.add('`.items()` may be of something else than a map')
      return {
        opening: `#each ${this.#note(sayBlockValue(map, scope.names))} as |${value} ${key}|`,
        params: new Map([
          [key, { path: key, shape: LINE }],
          [value, { path: value, shape: partOf(shape, undefined) }],
        ]),
      }
    }
    const list = scope.read(iterable)
    const shape = shapeOf(list, scope.names.shapes)
    if (isOnly(shape, 'map', 'text'))
      throw new Unconvertible('a loop over the keys of a map or the letters of a text')
    if (!isOnly(shape, 'list'))
      this.doubts.add(
        'a loop may be over a map or null: Jinja takes the keys of a map, Handlebars its values',
      )
    const said = this.#note(sayBlockValue(list, scope.names))
    const item = partOf(isOnly(shape, 'list') ? shape : ANYTHING, undefined)
    const [only = '', ...others] = names
    if (others.length === 0)
      return { opening: `#each ${said} as |${only}|`, params: new Map([[only, { path: only, shape: item }]]) }
    const path = names.join('_')
    const parts = names.map((name, index): [string, Param] => [
      name,
      { path, key: index, shape: partOf(item, index) },
    ])
    return {
      opening: `#each ${said} as |${path}|`,
      params: new Map<string, Param>([[path, { path, shape: item }], ...parts]),
    }
  }

  #set({ target, value }: StatementOf<'set'>, scope: TemplateScope): TemplateScope {
    if (target.type !== 'name')
      throw new Unconvertible('`{% set %}` of several names or of a part of a value')
    if (target.name.startsWith(COMMENT)) {
      this.#comment(this.#comments[Number(target.name.slice(COMMENT.length))] ?? '')
      return scope
    }
    if (scope.has(target.name)) throw new Unconvertible(`\`${target.name}\`, which is set more than once`)
    // So that what cannot be said is found even if nothing uses it.
    scope.read(value)
    return scope.assign(target.name, value)
  }

  /** A comment whose text would end it is left out of nothing but its dashes. */
  #comment(text: string): void {
    this.#tag(`!-- ${text.replaceAll('--', '- -')} --`)
  }
}

/** What a branch sets is set behind it too in Jinja. */
function refuseLeaks(bodies: readonly Body[]): void {
  for (const statement of bodies.flat())
    if (
      statement.type === 'set' &&
      !(statement.target.type === 'name' && statement.target.name.startsWith(COMMENT))
    )
      throw new Unconvertible('`{% set %}` in a branch of `{% if %}`')
}

function namesOf(target: Target): string[] {
  if (target.type === 'name') return [target.name]
  if (target.type !== 'tuple') throw new Unconvertible('a loop that sets a part of a value')
  return target.items.flatMap(namesOf)
}

/** The map of `map.items()`. */
function mapOfItems(iterable: Expression): Expression | undefined {
  if (iterable.type !== 'call' || iterable.target.type !== 'attribute') return undefined
  const { name, target } = iterable.target
  return name === 'items' && iterable.arguments.positional.length === 0 ? target : undefined
}

function mentionsLoop(body: Body): boolean {
  return JSON.stringify(body, (_, part) => (typeof part === 'bigint' ? String(part) : part)).includes(
    '"type":"name","name":"loop"',
  )
}
