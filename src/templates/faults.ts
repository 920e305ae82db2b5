import { suggest } from '../base/suggest.ts'
import { HELPERS, type Helper } from '../functions/table.ts'
import type { Block, Call, Expression, Mustache, Path, Position } from './ast.ts'
import { BLOCKS } from './blocks.ts'

/** What is wrong, and at which line and column of the template's own text. */
export interface Fault {
  readonly message: string
  readonly hint?: string | undefined
  readonly position: Position
}

/** A helper that does not exist, and the one that may be meant. */
export function unknownHelper(name: string, node: Call | Mustache): Fault {
  const near = suggest(name, Object.keys(HELPERS))
  const block = name in BLOCKS ? `\`${name}\` is a block: \`{{#${name} …}}…{{/${name}}}\`` : undefined
  return {
    message: `there is no helper \`${name}\``,
    hint: block ?? (near ? `did you mean \`${near}\`?` : '`run doc` lists the helpers'),
    position: node.loc.start,
  }
}

/** A block that does not exist, and what to write instead. */
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

/** Loop data that does not exist. */
export function unknownData(name: string, node: Path): Fault {
  return {
    message: `there is no \`@${name}\``,
    hint: 'there are `@index`, `@key`, `@first` and `@last` in `#each`, and `@root`',
    position: node.loc.start,
  }
}

/** A path that means all variables. */
export function wholeScope(node: Path): Fault {
  return {
    message: `\`${node.original}\` means all variables here`,
    hint: 'name one of them; `this` is the item inside `#each`, and `vars` is a map of all variables',
    position: node.loc.start,
  }
}

/** What to write instead of a condition or a loop as other languages have them. */
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

/** An expression as the template has it, without the values of a nested call. */
export function source(node: Expression): string {
  if (node.type === 'PathExpression') return node.original
  if (node.type === 'SubExpression') return `(${source(node.path)} …)`
  return node.value === undefined ? 'null' : String(node.value)
}

/** How many values a helper takes, for messages. */
export function valueCount({ least, most }: Helper): string {
  if (least === most) return least === 1 ? '1 value' : `${least} values`
  return most === Infinity ? `${least} values or more` : `${least} to ${most} values`
}
