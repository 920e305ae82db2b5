import type { Body, Expression, Statement, StatementOf } from '../../ansible/jinja/ast.ts'
import { translateBlockTest, translateInText } from '../expressions/translate-expression.ts'
import { type Shapes, shapeOf } from '../shapes/expression-shape.ts'
import { Unconvertible } from '../unconvertible.ts'
import { breaksAtEnd } from './breaks-at-end.ts'
import { COMMENT } from './keep-comments.ts'
import { layOut, type Part } from './layout.ts'
import { translateLoop } from './loop.ts'
import { mustache } from './mustache.ts'
import { mentionsLoop, TemplateScope } from './scope.ts'

/** A converted template, and the reasons why it may render other text. */
export interface TranslatedTemplate {
  readonly text: string
  readonly doubts: readonly string[]
  /** The same doubts, with the lines that they concern, counted from 1. */
  readonly findings: readonly { readonly line: number; readonly message: string }[]
}

/** A parsed template. */
export interface TemplateSource {
  readonly body: Body
  /** The texts of its comments, by number. */
  readonly comments: readonly string[]
  /** The number of line breaks at its end. Ansible gives the rendered text the same number. */
  readonly lineBreaks: number
  /** Returns the line at an offset, counted from 1. */
  readonly lineAt: (offset: number) => number
}

/** Converts a Jinja template to Handlebars. Throws Unconvertible. */
export function translateTemplate(source: TemplateSource, shapes: Shapes): TranslatedTemplate {
  const writer = new Writer(source)
  writer.body(source.body, TemplateScope.of(shapes))
  const { missing, isSure } = breaksAtEnd(source.body, source.lineBreaks, writer.mayEndLine)
  if (!isSure)
    writer.note([
      'the text may end with another number of line breaks than in Ansible, if a part at its end is empty',
    ])
  writer.parts.push({ is: 'text', text: '\n'.repeat(missing) })
  return {
    text: layOut(writer.parts),
    doubts: [...new Set(writer.findings.map(({ message }) => message))],
    findings: writer.findings,
  }
}

/** The state of the translation of one template. */
class Writer {
  readonly parts: Part[] = []
  readonly findings: { readonly line: number; readonly message: string }[] = []
  /** Expressions whose text may end with a line break. */
  readonly mayEndLine = new Set<Expression>()
  readonly #source: TemplateSource
  #line = 1

  constructor(source: TemplateSource) {
    this.#source = source
  }

  /** Records doubts about the current statement, each once. */
  note(doubts: readonly string[]): void {
    const line = this.#line
    for (const message of doubts)
      if (!this.findings.some(found => found.line === line && found.message === message))
        this.findings.push({ line, message })
  }

  body(body: Body, outer: TemplateScope): void {
    let scope = outer
    for (const statement of body) scope = this.#placed(statement, scope)
  }

  #placed(node: Statement, scope: TemplateScope): TemplateScope {
    this.#line = this.#source.lineAt(node.at)
    try {
      return this.#statement(node, scope)
    } catch (error) {
      if (!(error instanceof Unconvertible) || error.line !== undefined) throw error
      throw new Unconvertible(error.message, {
        isMissing: error.isMissing,
        line: this.#source.lineAt(node.at),
      })
    }
  }

  /** Converts a statement. Returns the scope after it. */
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
        // No template extends it; otherwise it would not be converted.
        this.body(node.body, scope)
        return scope
      default:
        throw new Unconvertible(`\`{% ${node.type} %}\` has no equivalent in Handlebars`)
    }
  }

  #tag(tag: string): void {
    this.parts.push({ is: 'block', tag: `{{${tag}}}` })
  }

  #note({ text, doubts }: { readonly text: string; readonly doubts: readonly string[] }): string {
    this.note(doubts)
    return text
  }

  #output(value: Expression, scope: TemplateScope): void {
    if (value.type === 'literal' && typeof value.value === 'string') {
      this.parts.push({ is: 'text', text: value.value })
      return
    }
    const node = scope.read(value)
    if (shapeOf(node, scope.names.shapes).hasBreaks) this.mayEndLine.add(value)
    const content = this.#note(translateInText(node, scope.names))
    this.parts.push({ is: 'value', tag: mustache(content) })
  }

  #if({ branches, otherwise }: StatementOf<'if'>, scope: TemplateScope): void {
    refuseLeaks([...branches.map(({ body }) => body), otherwise])
    for (const [index, { test, body }] of branches.entries()) {
      const translation = this.#note(translateBlockTest(scope.read(test), scope.names))
      this.#tag(`${index === 0 ? '#if' : 'else if'} ${translation}`)
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
    const { opening, names, doubts } = translateLoop(node, scope)
    this.note(doubts)
    const inner = scope.inLoop(names)
    this.#tag(opening)
    this.#loopBody(node, inner)
    if (node.otherwise.length > 0) {
      this.#tag('else')
      this.body(node.otherwise, scope)
    }
    this.#tag('/each')
  }

  /**
   * Converts the body of a loop; the condition of the loop becomes `#if` in it. `loop` cannot be used then, because
   * Jinja's counts only the items that pass the condition.
   */
  #loopBody({ filter, body, otherwise }: StatementOf<'for'>, inner: TemplateScope): void {
    if (!filter) {
      this.body(body, inner)
      return
    }
    if (otherwise.length > 0 || mentionsLoop(body))
      throw new Unconvertible('`for … if` with `loop` or `else`')
    this.#tag(`#if ${this.#note(translateBlockTest(inner.read(filter), inner.names))}`)
    this.body(body, inner)
    this.#tag('/if')
  }

  #set({ target, value }: StatementOf<'set'>, scope: TemplateScope): TemplateScope {
    if (target.type !== 'name')
      throw new Unconvertible('`{% set %}` of several names or of a part of a value')
    if (target.name.startsWith(COMMENT)) {
      this.#comment(this.#source.comments[Number(target.name.slice(COMMENT.length))] ?? '')
      return scope
    }
    if (scope.has(target.name)) throw new Unconvertible(`\`${target.name}\`, which is set more than once`)
    // Finds parts without an equivalent even if nothing uses the value.
    scope.read(value)
    return scope.assign(target.name, value)
  }

  /** Converts a comment. Two dashes in its text would end it. */
  #comment(text: string): void {
    this.#tag(`!-- ${text.replaceAll('--', '- -')} --`)
  }
}

/** Throws Unconvertible if a branch sets a variable, because in Jinja the variable stays set after the branch. */
function refuseLeaks(bodies: readonly Body[]): void {
  for (const statement of bodies.flat())
    if (
      statement.type === 'set' &&
      !(statement.target.type === 'name' && statement.target.name.startsWith(COMMENT))
    )
      throw new Unconvertible('`{% set %}` in a branch of `{% if %}`')
}
