import type { Jinja } from '../../jinja/read.ts'
import { isOnly, maybe, type Shape } from '../shapes/shape.ts'
import { type Doubt, emptyMapDoubt, mustBe, unless } from './doubt-words.ts'
import { inputsOf } from './filter-inputs.ts'
import { regexDoubts } from './regex-doubts.ts'
import { showJinja } from './show-jinja.ts'

/** Why the function for a filter may give something else than the filter. */
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
      ? mustBe(of, shape(of), kinds, `goes through \`${name}\``)
      : [`the filter \`${name}\` may differ in rare cases`]),
    ...argumentDoubts(node, shape),
  ]
}

function argumentDoubts(
  { name, of, args }: Jinja & { readonly kind: 'filter' },
  shape: (part: Jinja) => Shape,
): Doubt[] {
  if (name === 'sort') return sortDoubts(of, shape(of))
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
    ...unless(
      isForEmpty || !maybe(shape, 'null'),
      `\`${showJinja(of)}\` may be null, which \`default\` replaces here, and not in Jinja`,
    ),
    ...(isForEmpty ? emptyMapDoubt(of, shape) : []),
  ]
}

/** Jinja ignores case. */
function sortDoubts(of: Jinja, { item }: Shape): Doubt[] {
  return unless(
    item !== undefined && isOnly(item, 'whole', 'fraction'),
    `\`${showJinja(of)}\` is sorted with upper case before lower case here, and without regard to case in Jinja`,
  )
}
