import type { InputError } from '../errors.ts'
import type { PartialCall, Program } from './ast.ts'
import { type Fault, source } from './faults.ts'

/**
 * Finds a template file that another one includes by `{{> name}}`. Returns undefined if there is none of that name.
 */
export type FindTemplate = (name: string) => { readonly file: string; readonly text: string } | undefined

/** A parsed template file that another one includes. */
export interface Partial {
  readonly program: Program
  /** Create the errors for faults in this file, found when compiling it and when rendering it. */
  readonly refuse: (fault: Fault) => InputError
  readonly fail: (fault: Fault) => InputError
  readonly partials: Partials
}

/** The partials that one template file can include. */
export interface Partials {
  /** Opens a partial. Returns undefined if there is no such file. Throws InputError for a file that cannot be read. */
  readonly open: (name: string) => Partial | 'itself' | 'too many' | undefined
}

/**
 * The maximum number of partials that one template opens: partials that include others several times grow
 * exponentially.
 */
export const MOST_PARTIALS = 10_000

/** Returns the partial that a statement names. If it cannot be opened, throws the error that `refuse` returns. */
export function openPartial(
  node: PartialCall,
  partials: Partials | undefined,
  refuse: (fault: Fault) => InputError,
): Partial {
  const position = node.loc.start
  const name = source(node.name)
  if (!partials) {
    throw refuse({
      message: `partials such as \`{{> ${name}}}\` exist only in template files`,
      hint: 'write the text here, or use `template` with a file',
      position,
    })
  }
  if (node.name.type === 'SubExpression') {
    throw refuse({
      message: 'the name of a partial is not computed',
      hint: 'write `{{#if …}}{{> one}}{{else}}{{> other}}{{/if}}`',
      position,
    })
  }
  if (node.params.length > 1)
    throw refuse({ message: `\`{{> ${name}}}\` takes one context, got ${node.params.length}`, position })
  const partial = partials.open(name)
  if (partial === 'itself') throw refuse({ message: `the partial \`${name}\` includes itself`, position })
  if (partial === 'too many')
    throw refuse({ message: `the template includes more than ${MOST_PARTIALS} partials`, position })
  if (partial) return partial
  const file = name.includes('.') ? name : `${name}.hbs`
  throw refuse({
    message: `there is no template \`${name}\``,
    hint: `create \`${file}\` next to this template, or in a folder \`templates/\``,
    position,
  })
}

/**
 * Indents the text of a partial that is alone in its line, by the line's indentation. Source: Handlebars,
 * `invokePartial`.
 */
export function indentLines(text: string, indent: string): string {
  if (indent === '') return text
  const lines = text.split('\n')
  const last = lines.length - 1
  return lines.map((line, index) => (index === last && line === '' ? line : indent + line)).join('\n')
}
