import type { Detach } from '../../authoring/define.ts'
import { sleep } from '../../base/sleep.ts'
import { TaskError, UnclearError, UnreachableError } from '../../errors.ts'
import type { Host } from '../../remote/host.ts'
import { endJob, type JobState, jobState, removeJob, startJob } from '../../remote/jobs/job.ts'
import { endedJob, jobFields, lateJob } from '../../task-lib/jobs.ts'
import { waitForReconnect } from '../recovery/wait-for-reconnect.ts'
import type { Checking, JobOfTask } from '../state/task-run.ts'

/** Milliseconds before the first query of a job. Each further pause is twice as long, up to `poll`. */
const FIRST_PAUSE = 200

/** The functions with which an apply runs its program as a job. */
interface DetachedJob {
  readonly detach: Detach
  /** Removes the files of the job from the host if it has ended. */
  readonly clear: () => Promise<void>
}

/** Returns the functions with which the apply of a task runs its program as a job on the host. */
export function detachedJob(checking: Checking, job: JobOfTask, host: Host): DetachedJob {
  const on: WaitingJob = { checking, job, host, hasEnded: false }
  return {
    detach: async ({ script, stdin, cmd, strip }) => {
      const { id, seconds, poll } = job
      const folder = await startJob(host, {
        id,
        program: script,
        stdin,
        seconds,
        description: { cmd, strip },
      })
      if (poll === 0) return { kind: 'started', outputs: jobFields(id, false, folder) }
      const state = await waitFor(on)
      on.hasEnded = true
      const answer = { status: state.status, stdout: state.stdout, stderr: state.stderr }
      return { kind: 'ended', outputs: endedJob(id, state), answer }
    },
    clear: async () => {
      // Remaining files do no harm.
      if (on.hasEnded) await removeJob(on.host, job.id).catch(() => {})
    },
  }
}

/** A job that Drover waits for, with the current session of its host. */
interface WaitingJob {
  readonly checking: Checking
  readonly job: JobOfTask
  host: Host
  hasEnded: boolean
}

/**
 * Queries a job until it has ended, and ends it when its time is over. Throws UnclearError if the run is stopped
 * meanwhile.
 */
async function waitFor(on: WaitingJob): Promise<JobState> {
  const { job, checking } = on
  const { context, ref, host } = checking.taskRun
  const { signal, emit } = context.run
  const began = performance.now()
  const end = began + job.seconds * 1000
  let reported = began
  for (let pause = FIRST_PAUSE; ; pause *= 2) {
    await sleep(Math.min(pause, job.poll * 1000, Math.max(0, end - performance.now())), signal)
    if (signal.aborted) throw stoppedRun(job)
    const state = await queryJob(on, end)
    if (state.kind !== 'running') return state
    const now = performance.now()
    if (now >= end) throw await timedOutJob(on, state)
    if (now - reported < job.poll * 1000) continue
    reported = now
    emit({
      type: 'task.wait',
      ...ref,
      host: host.name,
      job: job.id,
      seconds: Math.round((now - began) / 1000),
      limit: job.seconds,
    })
  }
}

/** Queries a job once. If the connection is lost, reconnects to the host until the job's time is over. */
async function queryJob(on: WaitingJob, end: number): Promise<JobState> {
  const { id } = on.job
  try {
    return requireJob(id, await on.host.ask(jobState(id)))
  } catch (error) {
    if (!(error instanceof UnreachableError) || error.isFinal) throw error
    on.host = await waitForReconnect(on.checking, {
      milliseconds: Math.max(0, end - performance.now()),
      pause: Math.max(1, on.job.poll) * 1000,
      what: `the host to be back while the job ${id} runs`,
      until: async () => true,
    }).catch((lost: unknown) => {
      throw lost instanceof TaskError ? mayStillRun(on.job, lost) : lost
    })
    return requireJob(id, await on.host.ask(jobState(id)))
  }
}

function requireJob(id: string, state: JobState | null): JobState {
  if (state !== null) return state
  throw new TaskError(`could not find the job ${id}: its files were removed`, {
    outputs: jobFields(id, true),
  })
}

async function timedOutJob({ job, host }: WaitingJob, state: JobState): Promise<TaskError> {
  await endJob(host, job.id)
  const message = lateJob(job.seconds)
  const fields = jobFields(job.id, false, state.folder)
  return new TaskError(`${message}: the job ${job.id} was ended`, {
    outputs: { msg: message, async_result: fields },
  })
}

/** Creates the error for a host that could not be reconnected: a resumed run may still find the job. */
function mayStillRun({ id }: JobOfTask, lost: TaskError): UnclearError {
  return new UnclearError(`the job ${id} may still be running: ${lost.message}`, {
    hint: '`run resume` looks for it again, and `async_status` shows how it is',
    outputs: jobFields(id, false),
    cause: lost,
  })
}

function stoppedRun({ id }: JobOfTask): UnclearError {
  return new UnclearError(`the run was stopped, but the job ${id} continues`, {
    hint: '`run resume` waits for it, and `async_status` shows how it is',
    outputs: jobFields(id, false),
  })
}
