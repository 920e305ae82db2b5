import type { Body, Statement } from './ast.ts'
import { SyntaxFault } from './error.ts'
import { ExpressionParser } from './parse-expression.ts'

/** Parses `extends`, `include`, `import` and blocks. */
export abstract class InheritanceParser extends ExpressionParser {
  readonly #blocks = new Set<string>()

  /** Parses the body of a tag up to one of these end tags, skips that tag, and returns its name with the body. */
  protected abstract body(...ends: string[]): { body: Body; end: string }

  protected block(at: number): Statement {
    const { value: name, at: nameAt } = this.expectType('name')
    if (this.#blocks.has(name)) throw new SyntaxFault(`there are two blocks \`${name}\``, nameAt)
    this.#blocks.add(name)
    const isScoped = this.skipName('scoped')
    const isRequired = this.skipName('required')
    const { body } = this.body('endblock')
    this.skipName(name)
    return { type: 'block', name, isScoped, isRequired, body, at }
  }

  protected include(at: number): Statement {
    const template = this.expression()
    const ignoresMissing = this.isName('ignore') && this.peek().value === 'missing'
    if (ignoresMissing) this.skipTwo()
    return { type: 'include', template, ignoresMissing, hasContext: this.context() ?? true, at }
  }

  protected import(at: number): Statement {
    const template = this.expression()
    this.expectName('as')
    const as = this.expectType('name').value
    return { type: 'import', template, as, hasContext: this.context() ?? false, at }
  }

  protected fromImport(at: number): Statement {
    const template = this.expression()
    this.expectName('import')
    const names: [string, string][] = []
    let hasContext = this.context()
    while (hasContext === undefined && !this.isBlockEnd()) {
      if (names.length > 0) this.expect(',')
      hasContext = this.context()
      if (hasContext !== undefined || this.isBlockEnd()) break
      const { value: name, at: nameAt } = this.expectType('name')
      if (name.startsWith('_')) {
        throw new SyntaxFault(
          'a name that begins with `_` is private to its template and cannot be imported',
          nameAt,
        )
      }
      names.push([name, this.skipName('as') ? this.expectType('name').value : name])
      hasContext = this.context()
    }
    return { type: 'from import', template, names, hasContext: hasContext ?? false, at }
  }

  /** Parses `with context` (true) or `without context` (false). Returns undefined if neither follows. */
  protected context(): boolean | undefined {
    const { type, value } = this.current
    if (type !== 'name' || (value !== 'with' && value !== 'without') || this.peek().value !== 'context')
      return undefined
    this.skipTwo()
    return value === 'with'
  }
}
