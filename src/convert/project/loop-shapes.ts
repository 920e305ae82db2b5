import type { MapSource, Source } from '../../errors.ts'
import { ANYTHING, either, isOnly, LINE, mapOf, partOf, type Shape, tupleOf, WHOLE } from '../shapes/shape.ts'
import type { ProjectShapes } from './project-shapes.ts'

/** Returns the shapes of the variables of a task's loop, by name; empty if it has no loop. */
export function loopShapes({ entries }: MapSource, project: ProjectShapes): ReadonlyMap<string, Shape> {
  const item = itemShape(entries, project)
  if (!item) return new Map()
  const control = entries.get('loop_control')?.value
  const named = (key: string): string | undefined => {
    const value = control?.kind === 'map' ? control.entries.get(key)?.value : undefined
    return value?.kind === 'scalar' ? String(value.value) : undefined
  }
  const index = named('index_var')
  return new Map([
    [named('loop_var') ?? 'item', item],
    ...(index === undefined ? [] : [[index, WHOLE] as const]),
  ])
}

function itemShape(entries: MapSource['entries'], project: ProjectShapes): Shape | undefined {
  const of = (source: Source): Shape => project.ofSource(source, project.shapes)
  for (const [key, { value }] of entries) {
    const form = /^(?:with_(\w+)|loop)$/.exec(key)
    if (!form) continue
    const terms = value.kind === 'list' ? value.items.map(of) : [of(value)]
    return form[1] === undefined ? partOf(of(value), undefined) : ofForm(form[1], of(value), terms)
  }
  return undefined
}

/** Returns the shape of an item of `with_FORM` from the shapes of the value (`whole`) and of its items (`terms`). */
function ofForm(form: string, whole: Shape, terms: readonly Shape[]): Shape {
  switch (form) {
    case 'items':
      return flattened(whole)
    case 'list':
      return partOf(whole, undefined)
    case 'dict':
      return mapOf(
        new Map([
          ['key', LINE],
          ['value', partOf(whole, undefined)],
        ]),
      )
    case 'indexed_items':
      return tupleOf([WHOLE, flattened(whole)])
    case 'nested':
    case 'cartesian':
      return tupleOf(terms.map(flattened))
    case 'subelements':
      return tupleOf([partOf(terms[0] ?? ANYTHING, undefined), ANYTHING])
    case 'sequence':
    case 'fileglob':
    case 'first_found':
    case 'lines':
      return LINE
    default:
      return ANYTHING
  }
}

/** Returns the shape of an item of a list in which inner lists are replaced by their items. */
function flattened(list: Shape): Shape {
  if (!isOnly(list, 'list')) return isOnly(list, 'text', 'whole') ? list : ANYTHING
  const item = list.item ?? ANYTHING
  if (isOnly(item, 'list')) return item.item ?? ANYTHING
  return item.kinds.has('list') ? either([ANYTHING]) : item
}
