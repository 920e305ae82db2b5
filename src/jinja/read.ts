import type { CompareOperator, Expression } from '../ansible/jinja/ast.ts'
import { SyntaxFault } from '../ansible/jinja/error.ts'
import { tokenizeExpression } from '../ansible/jinja/lexer.ts'
import { ExpressionParser } from '../ansible/jinja/parse-expression.ts'
import { unexpected } from '../ansible/jinja/token-reader.ts'
import { type Jinja, treeOf, Unreadable } from './tree.ts'

/**
 * Parses a Jinja expression to suggest a translation. Accepts some common mistakes. Returns undefined if the text is
 * not Jinja.
 */
export function readJinja(text: string): Jinja | undefined {
  try {
    const parser = new SingleExpressionParser(tokenizeExpression(withPlainBackslashes(text)))
    return treeOf(parser.whole(), withNull)
  } catch (error) {
    if (error instanceof SyntaxFault || error instanceof Unreadable) return undefined
    throw error
  }
}

/**
 * Escapes backslashes, because Ansible passes `\1` and `\b` to regular expressions unchanged. Only the escapes that
 * people write for a character are kept.
 */
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

  /** Jinja has no single `=`; people write it for `==`. */
  protected override compareOperator(): CompareOperator | undefined {
    return this.skip('=') ? '==' : super.compareOperator()
  }
}

/** `null` is YAML; people write it for `none`. */
function withNull(node: Jinja): Jinja {
  return node.kind === 'name' && node.name === 'null' ? { kind: 'constant', value: null } : node
}
