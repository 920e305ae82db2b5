import { shorten } from '../../base/shorten.ts'
import type { Jinja } from '../../jinja/tree.ts'

/** Formats an expression for a message: as written, shortened with `…` if it is long. */
export function showJinja(node: Jinja): string {
  return shorten(written(node), 60)
}

function written(node: Jinja): string {
  switch (node.kind) {
    case 'name':
      return node.name.replace(/^@root\./, '')
    case 'constant':
      return typeof node.value === 'string' ? `'${node.value}'` : String(node.value)
    case 'list':
      return `[${node.items.map(written).join(', ')}]`
    case 'map':
      return '{…}'
    case 'item':
      return itemOf(node)
    case 'slice':
      return `${written(node.of)}[…]`
    case 'call':
      return `${written(node.of)}(${node.args.values.map(written).join(', ')})`
    case 'filter':
      return `${written(node.of)} | ${node.name}`
    case 'test':
      return `${written(node.of)} is ${node.isNot ? 'not ' : ''}${node.name}`
    case 'not':
      return `not ${written(node.of)}`
    case 'minus':
      return `-${written(node.of)}`
    case 'binary':
      return `${written(node.left)} ${node.sign} ${written(node.right)}`
    case 'if':
      return `${written(node.yes)} if ${written(node.test)} else …`
  }
}

function itemOf({ of, key }: Jinja & { readonly kind: 'item' }): string {
  const isName = key.kind === 'constant' && /^\w+$/.test(String(key.value))
  return isName ? `${written(of)}.${String(key.value)}` : `${written(of)}[${written(key)}]`
}
