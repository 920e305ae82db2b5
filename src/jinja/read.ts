import type { CompareOperator, Expression } from '../ansible/jinja/ast.ts'
import { SyntaxFault } from '../ansible/jinja/error.ts'
import { tokenizeExpression } from '../ansible/jinja/lexer.ts'
import { ExpressionParser } from '../ansible/jinja/parse-expression.ts'
import { unexpected } from '../ansible/jinja/token-reader.ts'
import { type Jinja, treeOf, Unreadable } from './tree.ts'

/** Reads an expression of Jinja for a hint, with the mistakes that people make; undefined if the text is none. */
export function readJinja(text: string): Jinja | undefined {
  try {
    const parser = new SingleExpressionParser(tokenizeExpression(withPlainBackslashes(text)))
    return treeOf(parser.whole(), withNull)
  } catch (error) {
    if (error instanceof SyntaxFault || error instanceof Unreadable) return undefined
    throw error
  }
}

/** Ansible hands `\1` and `\b` to regular expressions as they are: only the escapes that people write for a character are read. */
function withPlainBackslashes(text: string): string {
  return text.replace(ESCAPE_OR_BACKSLASH, found => (found === '\\' ? '\\\\' : found))
}

const ESCAPE_OR_BACKSLASH = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|[ntr\\'"\n])|\\/g

class SingleExpressionParser extends ExpressionParser {
  whole(): Expression {
    const expression = this.expression()
    if (this.current.type !== 'end') throw unexpected(this.current, 'the end of the expression')
    return expression
  }

  /** One `=` is none of Jinja's, and what people write for two. */
  protected override compareOperator(): CompareOperator | undefined {
    return this.skip('=') ? '==' : super.compareOperator()
  }
}

/** `null` is YAML's, and what people write for `none`. */
function withNull(node: Jinja): Jinja {
  return node.kind === 'name' && node.name === 'null' ? { kind: 'constant', value: null } : node
}
