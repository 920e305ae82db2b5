import { packageRoot } from '../../base/package.ts'
import type { TaskTypeError } from '../../errors.ts'

/**
 * Returns the message for a bug in a task type: with only the stack frames of the user's own files if there are any,
 * otherwise all.
 */
export function shownTaskTypeError({ message }: TaskTypeError): {
  readonly message: string
  readonly hint: string
} {
  const lines = message.split('\n')
  const isOwn = lines.some(line => FRAME.test(line) && !isInner(line))
  if (!isOwn) return { message, hint: 'this is a bug in Drover: please report it' }
  return {
    message: lines.filter(line => !FRAME.test(line) || !isInner(line)).join('\n'),
    hint: 'correct the file of the task type; `npx tsc` checks its types',
  }
}

const FRAME = /^ {4}at /

/** Whether a stack frame is in Drover, a library or Node itself. */
function isInner(frame: string): boolean {
  const inDrover = ['dist', 'src', 'tasks', 'node_modules'].map(folder => `${packageRoot()}/${folder}/`)
  return !frame.includes('/') || [...inDrover, 'node:'].some(part => frame.includes(part))
}
