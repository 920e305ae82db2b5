import type { CelNode } from './macros.ts'
import { nodesIn } from './names.ts'

/** What the result of a job has as 0 or 1, and conditions ask for as it is. */
const FLAGS: ReadonlySet<unknown> = new Set(['started', 'finished'])

/** Of each operator, which of its operands are true or false. */
const CONDITIONS: Readonly<Record<string, readonly number[]>> = { '&&': [0, 1], '||': [0, 1], '?:': [0] }

/** Has `job.finished` be read as true or false wherever an operator takes that; `wrap` makes the node that does so. */
export function readJobFlags(root: CelNode, wrap: (flag: CelNode) => CelNode): void {
  for (const node of nodesIn(root.args)) readJobFlags(node, wrap)
  const { op, args } = root
  if (op === '!_') root.args = isJobFlag(args as CelNode) ? wrap(args as CelNode) : args
  const operands = args as CelNode[]
  for (const at of CONDITIONS[op] ?? []) {
    const operand = operands[at]
    if (operand && isJobFlag(operand)) operands[at] = wrap(operand)
  }
}

/** Whether an expression is such a value itself. */
export function isJobFlag({ op, args }: CelNode): boolean {
  return op === '.' && FLAGS.has((args as unknown[])[1])
}
