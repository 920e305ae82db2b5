import { hasJinja } from '../ansible/program.ts'
import type { ScalarSource } from '../errors.ts'
import { compileExpression } from '../expressions/expression.ts'
import { compileTemplate, hasTemplate } from '../templates/template.ts'
import { compileBare, compileText, compileTruth } from './jinja.ts'

/** The variables of a rendering, as a map that makes each when it is read. */
export type Variables = Readonly<Record<string, unknown>>

/** A text that is rendered or evaluated, compiled in the language of its file. */
export interface Compiled {
  /** The variables that it refers to, in branches not taken too. */
  readonly names: ReadonlySet<string>
  /** Those of them whose existence it tests. */
  readonly asked?: ReadonlySet<string>
  /** Whether its 0 and 1 are false and true to a condition. */
  readonly isJobFlag?: boolean
  /**
   * Its value. Throws InputError with its place, and UnknownValueError or PendingValueError for values not known yet.
   * `isWritten` says whether some variables are made of what stands in the project alone, and not of data from hosts.
   */
  readonly evaluate: (variables: Variables, isWritten?: (names: Iterable<string>) => boolean) => unknown
}

/** Compiles a value as written; undefined if it is always the same. Throws InputError for syntax errors, at their place. */
export function compileSource(source: ScalarSource): Compiled | undefined {
  const { value, tag, place, dialect } = source
  if (typeof value !== 'string' || tag === '!unsafe' || tag === '!secret') return undefined
  if (tag === '!expr')
    return dialect === 'ansible' ? compileBare(value, place) : compileExpression(value, place)
  if (!isRendered(source)) return undefined
  if (dialect === 'ansible') return compileText(value, place)
  const { names, render } = compileTemplate(value, place)
  return { names, evaluate: render }
}

/** Compiles a condition. Throws InputError for syntax errors, at their place. */
export function compileCondition({ value, place, dialect }: ScalarSource): Compiled {
  const compile = dialect === 'ansible' ? compileTruth : compileExpression
  return compile(String(value), place)
}

/** Whether a text may be a template, in the language of its file. */
export function isRendered({ value, tag, dialect }: ScalarSource): boolean {
  if (typeof value !== 'string' || tag !== undefined) return false
  return dialect === 'ansible' ? hasJinja(value) : hasTemplate(value)
}
