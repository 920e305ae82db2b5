import type { Progress } from '../../remote/host.ts'
import type { TaskRun } from '../state/task-run.ts'
import { isSilent } from './conditions.ts'

/** Milliseconds between two progress reports of one operation. Shorter operations have no report. */
const INTERVAL = 1000

/**
 * Returns a function that reports the progress of a task about once per second. It reports nothing if `no_log` hides
 * the task.
 */
export function progressOf({ context, step, scope, ref, host }: TaskRun): (progress: Progress) => void {
  if (isSilent(step, scope)) return () => {}
  const { emit } = context.run
  const of = { ...ref, host: host.name }
  let last: { readonly work: string; readonly bytes: number; readonly at: number } | undefined
  return progress => {
    if ('waitsFor' in progress) return emit({ type: 'task.pending', ...of, ...progress })
    const { work, bytes, total } = progress
    const at = performance.now()
    if (last?.work !== work) last = { work, bytes, at }
    const passed = at - last.at
    if (passed < INTERVAL) return
    const rate = Math.round((1000 * Math.max(0, bytes - last.bytes)) / passed)
    last = { work, bytes, at }
    emit({ type: 'task.progress', ...of, work, bytes, ...(total === undefined ? {} : { total }), rate })
  }
}
