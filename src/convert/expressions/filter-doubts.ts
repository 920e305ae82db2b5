import type { Jinja } from '../../jinja/tree.ts'
import { alwaysHas, isOnly, maybe, type Shape } from '../shapes/shape.ts'
import { type Doubt, doubtUnless, emptyMapDoubt, kindDoubt } from './doubt-words.ts'
import { inputsOf } from './filter-inputs.ts'
import { regexDoubts } from './regex-doubts.ts'
import { showJinja } from './show-jinja.ts'

/** Returns why the function that replaces a filter may return something else than the filter. */
export function filterDoubts(
  node: Jinja & { readonly kind: 'filter' },
  shape: (part: Jinja) => Shape,
): Doubt[] {
  const { name, of } = node
  if (name === 'default' || name === 'd') return defaultDoubts(node, shape(of))
  if (name === 'ternary') return emptyMapDoubt(of, shape(of))
  const kinds = inputsOf(name)
  return [
    ...(kinds
      ? kindDoubt(of, shape(of), kinds, `goes through \`${name}\``)
      : [`the filter \`${name}\` may differ in rare cases`]),
    ...argumentDoubts(node, shape),
  ]
}

function argumentDoubts(
  { name, of, args }: Jinja & { readonly kind: 'filter' },
  shape: (part: Jinja) => Shape,
): Doubt[] {
  if (name === 'sort') return sortDoubts(of, shape(of))
  if (name === 'split') return splitDoubts(of, shape(of))
  const attribute = args.named.get('attribute')
  if (name === 'map' && attribute) return attributeDoubts(of, shape(of), attribute)
  if (/^regex_(?!escape)/.test(name)) return regexDoubts(args.values[0])
  if (/^(select|reject)(attr)?$/.test(name)) {
    const at = name.endsWith('attr') ? 1 : 0
    const test = args.values[at]
    const isMatch = test?.kind === 'constant' && ['match', 'search', 'regex'].includes(String(test.value))
    return isMatch ? regexDoubts(args.values[at + 1]) : []
  }
  return []
}

function defaultDoubts({ of, args }: Jinja & { readonly kind: 'filter' }, shape: Shape): Doubt[] {
  const isForEmpty = (args.values[1] ?? args.named.get('boolean')) !== undefined
  return [
    ...doubtUnless(
      isForEmpty || !maybe(shape, 'null'),
      `\`${showJinja(of)}\` may be null; \`default\` then replaces it here, but not in Jinja`,
    ),
    ...(isForEmpty ? emptyMapDoubt(of, shape) : []),
  ]
}

/** Examines the order: Jinja ignores case when it sorts. */
function sortDoubts(of: Jinja, { item }: Shape): Doubt[] {
  return doubtUnless(
    item !== undefined && isOnly(item, 'whole', 'fraction'),
    `\`${showJinja(of)}\` is sorted with upper case before lower case here; Jinja ignores case`,
  )
}

/** Returns a doubt if the text may be empty: Python splits it into a list with one empty string. */
export function splitDoubts(of: Jinja, { isFilled = false }: Shape): Doubt[] {
  return doubtUnless(
    isFilled,
    `\`${showJinja(of)}\` may be empty: it is split into an empty list here, and into an empty text in Python`,
  )
}

/** Returns a doubt if an item may lack the attribute, which is an error in Drover. */
function attributeDoubts(of: Jinja, { item }: Shape, attribute: Jinja): Doubt[] {
  const key = attribute.kind === 'constant' ? String(attribute.value) : undefined
  const isThere = key !== undefined && item !== undefined && hasPath(item, key.split('.'))
  return doubtUnless(
    isThere,
    `an item of \`${showJinja(of)}\` may lack the attribute that \`map\` reads; this is an error here`,
  )
}

function hasPath(shape: Shape, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true
  return alwaysHas(shape, key) && hasPath(shape.fields?.get(key) ?? shape, rest)
}
