import type { Source } from '../../errors.ts'
import { ofConstant } from './expression-shape.ts'
import { ANYTHING, either, listOf, mapOf, type Shape } from './shape.ts'

/** Returns the shape of a value as written. `ofText` returns that of a string, which may be a template. */
export function shapeOfSource(source: Source, ofText: (text: string) => Shape): Shape {
  if (source.kind === 'list') return listOf(either(source.items.map(item => shapeOfSource(item, ofText))))
  if (source.kind === 'map') {
    if (source.tag !== undefined) return ANYTHING
    const fields = [...source.entries].map(([key, { value }]) => [key, shapeOfSource(value, ofText)] as const)
    return mapOf(new Map(fields))
  }
  const { value, tag } = source
  if (tag === '!secret') return ofConstant('')
  return typeof value === 'string' && tag === undefined ? ofText(value) : ofConstant(value)
}
