/** All that a task file imports. */
export { z } from 'zod'
export { TaskError, UnreachableError } from './errors.ts'
export type { FileWrite, Host, LocalContent, ReadHost, RunOptions } from './host/host.ts'
export { type Answer, type Probe, probe } from './host/probe.ts'
export { joinShell, quote, ShellText, type ShellValue, sh } from './host/shell.ts'
export {
  type ApplyContext,
  type CheckContext,
  type ComposedTaskType,
  defineTask,
  type StateTaskType,
  type TaskCall,
  type TaskContext,
  type TaskType,
} from './task/define.ts'
export { type Evaluated, expression, flag, hostPath, mode, number, oneOrMore, text } from './task/params.ts'
export { type Change, inSync, type Json, type Outputs, type Plan, plan, waits } from './task/plan.ts'
export type { LocalEntry, LocalFile, Project } from './task/project.ts'
