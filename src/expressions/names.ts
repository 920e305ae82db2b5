import { HELPERS, type Helper } from '../functions/table.ts'
import type { CelNode } from './macros.ts'

export interface CelNames {
  /** Free variables that must exist before the expression is evaluated. */
  readonly needed: ReadonlyMap<string, CelNode>
  /** Free variables in parts that may not be evaluated: after `&&`, `||` or `? :`, or per item of a list. */
  readonly guarded: ReadonlySet<string>
  /** Variables that are passed to `defined()` or `default()` and may be absent. */
  readonly asked: ReadonlySet<string>
  /** Every node that refers to a variable. */
  readonly nodes: readonly CelNode[]
}

const BINDING = new Set(['all', 'exists', 'exists_one', 'map', 'filter'])

/** Finds the variables of an expression, without those that its macros bind, such as `n` in `xs.all(n, n > 1)`. */
export function celNames(root: CelNode, isConstant: (name: string) => boolean): CelNames {
  const needed = new Map<string, CelNode>()
  const guarded = new Set<string>()
  const asked = new Set<string>()
  const nodes: CelNode[] = []
  const visit = (node: CelNode, { bound, isAsked, isGuarded }: Around): void => {
    if (node.op === 'id') {
      const name = node.args as string
      if (bound.includes(name) || isConstant(name)) return
      nodes.push(node)
      if (isAsked) asked.add(name)
      else if (isGuarded) guarded.add(name)
      else needed.set(name, node)
      return
    }
    const inner = varsKey(node)
    if (inner !== undefined) asked.add(inner)
    for (const { child, binds, asks, isGuarded: guards } of children(node)) {
      visit(child, {
        bound: binds === undefined ? bound : [...bound, binds],
        isAsked: isAsked || asks === true,
        isGuarded: isGuarded || guards === true,
      })
    }
    if (node.op === 'call' && (node.args as [string])[0] === 'defined') askByName(node, asked)
    if (node.op === 'call') for (const name of helperOf(node)?.needs ?? []) guarded.add(name)
  }
  visit(root, { bound: [], isAsked: false, isGuarded: false })
  for (const name of asked) needed.delete(name)
  return { needed, guarded, asked, nodes }
}

/** The context of a node, determined by the nodes around it. */
interface Around {
  readonly bound: readonly string[]
  readonly isAsked: boolean
  readonly isGuarded: boolean
}

interface Child {
  readonly child: CelNode
  readonly binds?: string
  readonly asks?: boolean
  readonly isGuarded?: boolean
}

/** Operators that skip the later operands if the first determines the result. */
const SHORT_CIRCUIT = new Set(['&&', '||', '?:'])

function children(node: CelNode): Child[] {
  if (node.op === 'call') {
    const [name, args] = node.args as [string, CelNode[]]
    const asks = name === 'defined' || name === 'default' || name === 'mandatory'
    const isLazy = helperOf(node)?.isLazy === true
    return args.map((child, index) => ({ child, asks: asks && index === 0, isGuarded: isLazy && index > 0 }))
  }
  if (SHORT_CIRCUIT.has(node.op))
    return nodesIn(node.args).map((child, index) => ({ child, isGuarded: index > 0 }))
  if (node.op !== 'rcall') return nodesIn(node.args).map(child => ({ child }))
  const [method, receiver, args] = node.args as [string, CelNode, CelNode[]]
  const [variable, ...rest] = args
  if (variable?.op === 'id' && BINDING.has(method) && rest.length > 0) {
    const binds = variable.args as string
    return [{ child: receiver }, ...rest.map(child => ({ child, binds, isGuarded: true }))]
  }
  if (
    variable?.op === 'id' &&
    method === 'bind' &&
    receiver.op === 'id' &&
    receiver.args === 'cel' &&
    rest.length === 2
  ) {
    const [value, body] = rest as [CelNode, CelNode]
    return [{ child: value }, { child: body, binds: variable.args as string }]
  }
  return [receiver, ...args].map(child => ({ child }))
}

/** Returns the helper that a call refers to, if there is one. */
function helperOf({ args }: CelNode): Helper | undefined {
  const [name] = args as [string]
  return Object.hasOwn(HELPERS, name) ? HELPERS[name] : undefined
}

/** Returns the direct child nodes among the arguments of a node. */
export function nodesIn(args: unknown): CelNode[] {
  if (Array.isArray(args)) return args.flatMap(nodesIn)
  return typeof args === 'object' && args !== null && 'op' in args ? [args as CelNode] : []
}

/** Returns `x` of `vars.x` and `vars["x"]`, a variable that the expression reads but that may be absent. */
function varsKey(node: CelNode): string | undefined {
  if (!['.', '.?', '[]', '[?]'].includes(node.op)) return undefined
  const [map, key] = node.args as [CelNode, string | CelNode]
  if (map.op !== 'id' || map.args !== 'vars') return undefined
  if (typeof key === 'string') return key
  return key.op === 'value' && typeof key.args === 'string' ? key.args : undefined
}

function askByName(node: CelNode, asked: Set<string>): void {
  const [, [arg]] = node.args as [string, CelNode[]]
  if (arg?.op === 'value' && typeof arg.args === 'string') asked.add(arg.args)
}

/** Returns every call of a function, including nested ones. */
export function callsIn(node: CelNode): CelNode[] {
  return [...(node.op === 'call' ? [node] : []), ...nodesIn(node.args).flatMap(callsIn)]
}

/** Whether an expression calls `type()` anywhere. */
export function asksForTypes(root: CelNode): boolean {
  return callsIn(root).some(({ args }) => (args as [string])[0] === 'type')
}
