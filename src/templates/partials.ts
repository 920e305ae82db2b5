import type { InputError } from '../errors.ts'
import type { PartialCall, Program } from './ast.ts'
import { type Fault, source } from './faults.ts'

/** Finds a template file that another one includes, as by `{{> name}}`; undefined if there is none of that name. */
export type FindTemplate = (name: string) => { readonly file: string; readonly text: string } | undefined

/** The template file that a partial names, parsed. */
export interface Partial {
  readonly program: Program
  /** What is wrong in it, for compiling and for rendering. */
  readonly refuse: (fault: Fault) => InputError
  readonly fail: (fault: Fault) => InputError
  readonly partials: Partials
}

/** Opens the partials of one template file. */
export interface Partials {
  /** Undefined if there is no such file. Throws InputError for one that cannot be read, or that includes itself. */
  readonly open: (name: string) => Partial | 'itself' | 'too many' | undefined
}

/** The most partials that are opened for one template: those that include others several times each grow without end. */
export const MOST_PARTIALS = 10_000

/** The partial that a statement names. Throws what `refuse` makes of a fault. */
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

/** Text of a partial that stands alone in its line, as far in as the line is. Source: Handlebars, `invokePartial`. */
export function indentLines(text: string, indent: string): string {
  if (indent === '') return text
  const lines = text.split('\n')
  const last = lines.length - 1
  return lines.map((line, index) => (index === last && line === '' ? line : indent + line)).join('\n')
}
