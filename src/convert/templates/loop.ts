import type { Expression, StatementOf, Target } from '../../ansible/jinja/ast.ts'
import type { Jinja } from '../../jinja/tree.ts'
import { translateBlockValue } from '../expressions/translate-expression.ts'
import { shapeOf } from '../shapes/expression-shape.ts'
import { ANYTHING, isOnly, LINE, partOf, type Shape } from '../shapes/shape.ts'
import { Unconvertible } from '../unconvertible.ts'
import type { LoopName, TemplateScope } from './scope.ts'

/** A loop in Handlebars: the content of its opening tag, and what its names stand for. */
export interface Loop {
  readonly opening: string
  readonly names: ReadonlyMap<string, LoopName>
  readonly doubts: readonly string[]
}

/** Converts a Jinja loop to `#each`. Throws Unconvertible. */
export function translateLoop({ target, iterable }: StatementOf<'for'>, scope: TemplateScope): Loop {
  const names = namesOf(target)
  const twice = names.find(name => scope.has(name))
  if (twice !== undefined) throw new Unconvertible(`the name \`${twice}\` for two things`)
  const items = mapOfItems(iterable)
  if (items && names.length === 2) return overItems(items, names, scope)
  const sorted = mapOfDictsort(iterable)
  if (sorted && names.length === 2) return overSortedItems(sorted, names, scope)
  return overList(iterable, names, scope)
}

/** Converts `for key, value in map.items()`. */
function overItems(
  expression: Expression,
  [key = '', value = '']: readonly string[],
  scope: TemplateScope,
): Loop {
  const map = scope.read(expression)
  const shape = shapeOf(map, scope.names.shapes)
  const translation = translateBlockValue(map, scope.names)
  return {
    opening: `#each ${translation.text} as |${value} ${key}|`,
    names: new Map<string, LoopName>([
      [key, { is: 'param', path: key, shape: LINE }],
      [value, { is: 'param', path: value, shape: partOf(shape, undefined) }],
    ]),
    doubts: [
      ...translation.doubts,
      ...(isOnly(shape, 'map') ? [] : ['`.items()` may be called on something other than a map']),
    ],
  }
}

/** Converts `for key, value in map | dictsort`, which ignores case. */
function overSortedItems(
  expression: Expression,
  [key = '', value = '']: readonly string[],
  scope: TemplateScope,
): Loop {
  const map = scope.read(expression)
  const shape = shapeOf(map, scope.names.shapes)
  const keys: Jinja = {
    kind: 'call',
    of: { kind: 'item', of: map, key: { kind: 'constant', value: 'keys' }, type: 'any' },
    args: { values: [], named: new Map() },
    type: 'list',
  }
  const translation = translateBlockValue(
    { kind: 'filter', of: keys, name: 'sort', args: keys.args, type: 'list' },
    scope.names,
  )
  const isOneCase = [...(shape.fields?.keys() ?? ['aA'])].every(each => each === each.toLowerCase())
  return {
    opening: `#each ${translation.text} as |${key}|`,
    names: new Map<string, LoopName>([
      [key, { is: 'param', path: key, shape: LINE }],
      [value, { is: 'entry', map: expression, key, shape: partOf(shape, undefined), scope }],
    ]),
    doubts: isOneCase && isOnly(shape, 'map') ? [] : translation.doubts,
  }
}

function overList(expression: Expression, names: readonly string[], scope: TemplateScope): Loop {
  const list = scope.read(expression)
  const shape = shapeOf(list, scope.names.shapes)
  if (isOnly(shape, 'map', 'text'))
    throw new Unconvertible('a loop over the keys of a map or the characters of a text')
  const translation = translateBlockValue(list, scope.names)
  const isList = isOnly(shape, 'list')
  const item = partOf(isList ? shape : ANYTHING, undefined)
  const path = names.join('_')
  return {
    opening: `#each ${translation.text} as |${path}|`,
    names: new Map<string, LoopName>([
      [path, { is: 'param', path, shape: item }],
      ...partsOf(names, path, item),
    ]),
    doubts: isList
      ? translation.doubts
      : [
          ...translation.doubts,
          'a loop may be over a map: Jinja loops over the keys of a map, Handlebars over its values',
        ],
  }
}

/** Returns the names of a loop that unpacks lists: each name is an item of the current list. */
function partsOf(names: readonly string[], path: string, item: Shape): [string, LoopName][] {
  if (names.length === 1) return []
  return names.map((name, index) => [name, { is: 'param', path, key: index, shape: partOf(item, index) }])
}

function namesOf(target: Target): string[] {
  if (target.type === 'name') return [target.name]
  if (target.type !== 'tuple') throw new Unconvertible('a loop that sets a part of a value')
  return target.items.flatMap(namesOf)
}

function mapOfItems(iterable: Expression): Expression | undefined {
  if (iterable.type !== 'call' || iterable.target.type !== 'attribute') return undefined
  const { name, target } = iterable.target
  return name === 'items' && iterable.arguments.positional.length === 0 ? target : undefined
}

function mapOfDictsort(iterable: Expression): Expression | undefined {
  if (iterable.type !== 'filter' || iterable.name !== 'dictsort') return undefined
  const { positional, named } = iterable.arguments
  return positional.length + named.length === 0 ? iterable.target : undefined
}
