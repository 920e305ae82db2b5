import type { Jinja } from '../../jinja/tree.ts'

/** Returns the direct parts of an expression, without the names of called functions and methods. */
export function partsOf(node: Jinja): readonly Jinja[] {
  switch (node.kind) {
    case 'list':
      return node.items
    case 'map':
      return node.entries.flat()
    case 'item':
      return [node.of, node.key]
    case 'slice':
      return [node.of, ...node.bounds.filter(bound => bound !== undefined)]
    case 'not':
    case 'minus':
      return [node.of]
    case 'binary':
      return [node.left, node.right]
    case 'if':
      return [node.test, node.yes, ...(node.no ? [node.no] : [])]
    case 'filter':
    case 'test':
      return [node.of, ...node.args.values, ...node.args.named.values()]
    case 'call': {
      const of = node.of.kind === 'item' ? [node.of.of] : []
      return [...of, ...node.args.values, ...node.args.named.values()]
    }
    default:
      return []
  }
}

/** Whether an expression reads a variable. */
export function mentions(node: Jinja, name: string): boolean {
  if (node.kind === 'name') return node.name === name
  return partsOf(node).some(part => mentions(part, name))
}
