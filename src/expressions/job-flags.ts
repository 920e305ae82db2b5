import type { CelNode } from './macros.ts'
import { nodesIn } from './names.ts'

/** The fields of a job's result that are 0 or 1, and that conditions use as they are. */
const FLAGS: ReadonlySet<unknown> = new Set(['started', 'finished'])

/** The positions of the operands of each operator that must be true or false. */
const CONDITIONS: Readonly<Record<string, readonly number[]>> = { '&&': [0, 1], '||': [0, 1], '?:': [0] }

/**
 * Wraps flags such as `job.finished` wherever an operator expects true or false. `wrap` creates the node that
 * converts the flag.
 */
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

/** Whether the whole expression is such a flag. */
export function isJobFlag({ op, args }: CelNode): boolean {
  return op === '.' && FLAGS.has((args as unknown[])[1])
}
