// `drover`: runs playbooks from a program. docs/programs.md shows how.

export type { Change } from '../authoring/plan.ts'
export type {
  RunEndEvent,
  RunEvent,
  Status,
  Tally,
  TaskRef,
  TaskResultEvent,
} from '../engine/state/events.ts'
export { InputError, InputErrors, type Place } from '../errors.ts'
export type { RunPlaybookOptions } from './options.ts'
export { type PlaybookRun, type RunResult, runPlaybook } from './run-playbook.ts'
