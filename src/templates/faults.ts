import { suggest } from '../base/suggest.ts'
import { HELPERS, type Helper } from '../functions/table.ts'
import type { Block, Call, Expression, Mustache, Path, Position } from './ast.ts'
import { BLOCKS } from './blocks.ts'

/** A fault in a template: the message, and the line and column within the template's own text. */
export interface Fault {
  readonly message: string
  readonly hint?: string | undefined
  readonly position: Position
}

/** Creates the fault for a helper that does not exist, with a suggestion. */
export function unknownHelper(name: string, node: Call | Mustache): Fault {
  const near = suggest(name, Object.keys(HELPERS))
  const block = name in BLOCKS ? `\`${name}\` is a block: \`{{#${name} …}}…{{/${name}}}\`` : undefined
  return {
    message: `there is no helper \`${name}\``,
    hint: block ?? (near ? `did you mean \`${near}\`?` : '`run doc` lists the helpers'),
    position: node.loc.start,
  }
}

/** Creates the fault for a block that does not exist, with what to write instead. */
export function unknownBlock(name: string, node: Block): Fault {
  const isLoop = name === 'for' || name === 'foreach'
  return {
    message: `there is no block \`{{#${name}}}\``,
    hint: isLoop
      ? 'write `{{#each xs}}…{{this}}…{{/each}}`'
      : `the blocks are \`#if\`, \`#unless\`, \`#each\` and \`#with\`; \`{{#if ${name}}}\` tests a variable, \`{{#each ${name}}}\` loops over it`,
    position: node.loc.start,
  }
}

/** Creates the fault for a loop data variable that does not exist. */
export function unknownData(name: string, node: Path): Fault {
  return {
    message: `there is no \`@${name}\``,
    hint: 'there are `@index`, `@key`, `@first` and `@last` in `#each`, and `@root`',
    position: node.loc.start,
  }
}

/** Creates the fault for a path that refers to all variables at once. */
export function wholeScope(node: Path): Fault {
  return {
    message: `\`${node.original}\` means all variables here`,
    hint: 'name one of them; `this` is the item inside `#each`, and `vars` is a map of all variables',
    position: node.loc.start,
  }
}

/** Returns what to write instead of a condition or loop in the style of other languages. */
export function jsLikeHint(node: Block): string | undefined {
  const words = node.params.map(source)
  if (words.length === 3 && words[1] === 'in')
    return `write \`{{#each ${words[2]} as |${words[0]}|}}…{{/each}}\``
  const [left, word = '', right] = words
  if (words.length === 3 && ['and', 'or'].includes(word))
    return `write \`{{#if (${word} ${left} ${right})}}…{{/if}}\``
  if (words[0] === 'not') return `write \`{{#unless ${words.slice(1).join(' ')}}}…{{/unless}}\``
  return 'put a helper and its values in brackets: `{{#if (eq a b)}}`'
}

/** Returns the source of an expression, with the arguments of a nested call omitted. */
export function source(node: Expression): string {
  if (node.type === 'PathExpression') return node.original
  if (node.type === 'SubExpression') return `(${source(node.path)} …)`
  return node.value === undefined ? 'null' : String(node.value)
}

/** Returns the number of values that a helper takes, as text for messages. */
export function valueCount({ least, most }: Helper): string {
  if (least === most) return least === 1 ? '1 value' : `${least} values`
  return most === Infinity ? `${least} values or more` : `${least} to ${most} values`
}
