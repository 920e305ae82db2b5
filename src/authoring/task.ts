/** The module `drover/task`: all that a task file of a project imports. */

export { z } from 'zod'
export { TaskError, UnreachableError } from '../errors.ts'
export type { FileWrite, MadeContent } from '../remote/files/file-write.ts'
export type { Host, Progress, ReadHost, RunOptions } from '../remote/host.ts'
export { type Probe, probe } from '../remote/probe.ts'
export { type UserState, userState } from '../remote/probes/accounts.ts'
export { pathExists } from '../remote/probes/files/exists.ts'
export { fileState } from '../remote/probes/files/file.ts'
export { fileContent } from '../remote/probes/files/read.ts'
export type { FileState } from '../remote/probes/files/stat-line.ts'
export { presentTools } from '../remote/probes/tools.ts'
export { type UnitState, unitState } from '../remote/probes/unit.ts'
export type { Answer, LocalContent } from '../shell/exchange.ts'
export { ShellText, type ShellValue, sh } from '../shell/quote.ts'
export { Secret } from '../values/secret.ts'
export { known, orUnknown, orUnknownAnswer, Unknown } from '../values/unknown.ts'
export {
  type ActionKind,
  type ApplyContext,
  type CheckContext,
  type ComposedTaskType,
  composeTask,
  defineTask,
  type Reconnect,
  type StateTaskType,
  type TaskCall,
  type TaskContext,
  type TaskType,
} from './define.ts'
export { type Evaluated, expression, flag, hostPath, mode, number, oneOrMore, text } from './params.ts'
export {
  type Change,
  type ChangeInput,
  type IncludedVars,
  type InSync,
  type InventoryAddition,
  inSync,
  type Json,
  type MayChange,
  type Outputs,
  type Plan,
  pending,
  plan,
} from './plan.ts'
export type { LocalEntry, LocalFile, Project, VarsQuery } from './project.ts'
