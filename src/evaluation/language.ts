import { hasJinja } from '../ansible/program.ts'
import type { ScalarSource } from '../errors.ts'
import { compileExpression } from '../expressions/expression.ts'
import { compileTemplate, hasTemplate } from '../templates/template.ts'
import { compileShorthand, compileText, compileTruth } from './jinja.ts'

/** The variables for rendering, as an object that computes each value when it is read. */
export type Variables = Readonly<Record<string, unknown>>

/** A compiled template or expression, in the language of its file. */
export interface Compiled {
  /** The variables that it refers to, including those in branches that are not taken. */
  readonly names: ReadonlySet<string>
  /** The variables whose existence it tests. */
  readonly testedNames?: ReadonlySet<string>
  /** True if it reads `started` or `finished` of a job: a condition treats these values 0 and 1 as false and true. */
  readonly isJobFlag?: boolean
  /**
   * Evaluates the template or expression. Throws InputError with its place, and UnknownValueError or
   * PendingValueError for values that are not known yet. `isWritten` returns whether variables depend only on what is
   * written in the project, and not on data from hosts.
   */
  readonly evaluate: (variables: Variables, isWritten?: (names: Iterable<string>) => boolean) => unknown
}

/**
 * Compiles a value as written; undefined if it contains nothing to render or evaluate. Throws InputError for syntax
 * errors, at their place.
 */
export function compileSource(source: ScalarSource): Compiled | undefined {
  const { value, tag, place, dialect } = source
  if (typeof value !== 'string' || tag === '!unsafe' || tag === '!secret') return undefined
  if (tag === '!expr')
    return dialect === 'ansible' ? compileShorthand(value, place) : compileExpression(value, place)
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

/** Whether a value may be a template, in the language of its file. */
export function isRendered({ value, tag, dialect }: ScalarSource): boolean {
  if (typeof value !== 'string' || tag !== undefined) return false
  return dialect === 'ansible' ? hasJinja(value) : hasTemplate(value)
}
