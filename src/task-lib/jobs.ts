import type { Outputs } from '../authoring/plan.ts'
import { TaskError } from '../errors.ts'
import type { HostTime, JobState } from '../remote/jobs/job.ts'
import { commandFailure, commandOutputs, shownCommand } from './commands.ts'
import { durationOf } from './time-span.ts'

/** The job ID in the result of a task that started no job because nothing had to be done. */
export const NO_JOB = 'j0.0'

/** Returns the outputs that identify a job. `folder` is the directory on the host with the files of the job. */
export function jobFields(id: string, isFinished: boolean, folder?: string): Outputs {
  return {
    ...{ ansible_job_id: id, started: 1, finished: isFinished ? 1 : 0 },
    ...(folder === undefined ? {} : { results_file: folder }),
  }
}

/** Descriptions of the outputs that `jobFields` returns. */
export const JOB_OUTPUTS = {
  ansible_job_id: 'The ID of the job that `async` started.',
  started: '1 if `async` started a job, 0 if the files of the job were removed.',
  finished: '1 if the job that `async` started has ended or does not exist, otherwise 0.',
  results_file: 'The directory on the host with the files of the job that `async` started.',
} as const

/** Descriptions of the outputs of a task whose command may run as a job. */
export const DETACHED_OUTPUTS = {
  ...JOB_OUTPUTS,
  async_result: 'The same keys, as a map; only if the task failed because the job took longer than `async`.',
} as const

/** Returns Ansible's `msg` for a job that did not end within the time of `async`. */
export function lateJob(seconds: number): string {
  return `async task did not complete within the requested time - ${seconds}s`
}

/**
 * Returns the outputs of a job that has ended, without its standard output and error. Throws TaskError, with outputs
 * in Ansible's form, if the job exceeded its `async` time or disappeared before it ended.
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

/**
 * Returns the result of a job that has ended, in the form of a command's result. Throws TaskError, with the same
 * outputs, if the exit status is not 0.
 */
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
