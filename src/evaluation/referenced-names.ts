import type { ScalarSource, Source } from '../errors.ts'
import { compileExpression } from '../expressions/expression.ts'
import { compileTemplate, hasTemplate } from '../templates/template.ts'

const cache = new WeakMap<Source, ReadonlySet<string>>()

/** The variables that a source names itself. Throws InputError for what does not compile. */
export function namesIn(source: Source): ReadonlySet<string> {
  const known = cache.get(source) ?? findNames(source)
  cache.set(source, known)
  return known
}

function findNames(source: Source): ReadonlySet<string> {
  if (source.kind === 'list') return new Set(source.items.flatMap(item => [...namesIn(item)]))
  if (source.kind === 'map')
    return new Set([...source.entries.values()].flatMap(({ value }) => [...namesIn(value)]))
  const own = namesInScalar(source)
  return source.otherwise ? new Set([...own, ...namesIn(source.otherwise)]) : own
}

function namesInScalar({ value, tag, place }: ScalarSource): ReadonlySet<string> {
  if (typeof value !== 'string' || tag === '!unsafe' || tag === '!secret') return new Set()
  if (tag === '!expr') return new Set(compileExpression(value, place).names)
  return hasTemplate(value) ? new Set(compileTemplate(value, place).names) : new Set()
}
