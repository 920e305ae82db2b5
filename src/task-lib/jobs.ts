import type { Outputs } from '../authoring/plan.ts'
import { TaskError } from '../errors.ts'
import type { HostTime, JobState } from '../remote/jobs/job.ts'
import { commandFailure, commandOutputs, shownCommand } from './commands.ts'
import { durationOf } from './time-span.ts'

/** The id in the result of a task that started no job, since there was nothing to do. */
export const NO_JOB = 'j0.0'

/** What the result of a task says of its job. */
export function jobFields(id: string, isFinished: boolean, folder?: string): Outputs {
  return {
    ...{ ansible_job_id: id, started: 1, finished: isFinished ? 1 : 0 },
    ...(folder === undefined ? {} : { results_file: folder }),
  }
}

/** The keys of `jobFields`, described. */
export const JOB_OUTPUTS = {
  ansible_job_id: 'The ID of the job that `async` started.',
  started: '1 if `async` started a job, 0 if the files of the job were removed.',
  finished: '1 if the job that `async` started has ended or does not exist, otherwise 0.',
  results_file: 'The directory on the host with the files of the job that `async` started.',
} as const

/** The keys of a result of a task whose command may run as a job, described. */
export const DETACHED_OUTPUTS = {
  ...JOB_OUTPUTS,
  async_result: 'The same keys, as a map; only if the task failed because the job took longer than `async`.',
} as const

/** The `msg` of a task that was waited for too long, as Ansible has it. */
export function lateJob(seconds: number): string {
  return `async task did not complete within the requested time - ${seconds}s`
}

/**
 * The outputs of a job that has ended, without those of what it printed. Throws TaskError, with outputs in Ansible's form, if its time was
 * over or it is gone.
 */
export function endedJob(id: string, state: JobState): Outputs {
  const { kind, folder, cut } = state
  const fields = { ...jobFields(id, true, folder), ...warningsOf(cut) }
  if (kind === 'gone') {
    throw new TaskError(`the job ${id} is gone, and how it ended is unknown`, {
      hint: 'it was killed, or the host was restarted: inspect the host before you run it again',
      outputs: fields,
    })
  }
  if (kind === 'late') {
    const printed = commandOutputs({ ...state, status: 0 }, state.description.strip)
    const { rc: _, ...outputs } = printed
    throw new TaskError(
      `Timeout exceeded: the job ${id} was ended, since it took longer than its \`async\``,
      {
        outputs: { ...fields, ...outputs, cmd: state.description.cmd, msg: 'Timeout exceeded' },
      },
    )
  }
  return { ...fields, ...spanOf(state.began, state.ended) }
}

/** The result of a job that has ended, in the form of a command's. Throws TaskError, with the same outputs, if its status is not 0. */
export function jobResult(id: string, state: JobState): Outputs {
  const { status, description } = state
  const { cmd, strip } = description
  const outputs = { ...commandOutputs(state, strip), cmd, ...endedJob(id, state) }
  if (status === 0) return { ...outputs, msg: '' }
  throw commandFailure(shownCommand(cmd), state, { ...outputs, msg: 'non-zero return code' })
}

function spanOf(began: HostTime | undefined, ended: HostTime | undefined): Outputs {
  if (began === undefined || ended === undefined) return {}
  const milliseconds = Math.max(0, Math.round((ended.seconds - began.seconds) * 1000))
  return { start: began.text, end: ended.text, delta: durationOf(milliseconds) }
}

function warningsOf(cut: readonly string[]): Outputs {
  if (cut.length === 0) return {}
  return { warnings: [`only the first megabytes of its ${cut.join(' and ')} were kept`] }
}
