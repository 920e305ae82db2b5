/**
 * Reports whether a task that runs as a job (`async`, `poll: 0`) has ended, and its result.
 *
 *     - async_status: { jid: "{{ migration.ansible_job_id }}" }
 *       register: job
 *       until: job.finished
 *       retries: 60
 *       delay: 10
 */
import { defineTask, inSync, pending, plan, TaskError, text, z } from '../../src/authoring/task.ts'
import { isJobId, jobState, removeJob } from '../../src/built-in/host.ts'
import {
  COMMAND_OUTPUTS,
  JOB_OUTPUTS,
  jobFields,
  jobResult,
  NO_JOB,
  shownCommand,
} from '../../src/built-in/params.ts'

const params = z.strictObject({
  jid: text()
    .describe('The id of the job: `ansible_job_id` in the result of the task that started the job.')
    .meta({ examples: ['j482913055127.41873'] }),
  mode: z
    .enum(['status', 'cleanup'])
    .default('status')
    .describe('`status` reports the state of the job. `cleanup` removes the files of the job from the host.')
    .meta({ examples: ['cleanup'] }),
})

/** The outputs of a job that has not ended. */
const NOTHING_PRINTED = { stdout: '', stderr: '', stdout_lines: [], stderr_lines: [] }

export default defineTask({
  summary: 'Reports the state of a job that `async` started, or removes the files of the job.',
  example: `- async_status:
    jid: "{{ migration.ansible_job_id }}"
  register: job
  until: job.finished
  retries: 60
  delay: 10
`,
  params,
  outputs: {
    ...JOB_OUTPUTS,
    ...COMMAND_OUTPUTS,
    erased: 'The directory that was removed; only with `mode: cleanup`.',
  },
  // A job continues on its own.
  readsExternalState: true,
  action: 'once',
  check: async ({ host, params: { jid, mode }, isCheckMode }) => {
    if (jid === NO_JOB) return inSync({ ...NOTHING_PRINTED, rc: 0, ...jobFields(jid, true) })
    const state = isJobId(jid) ? await host.ask(jobState(jid)) : null
    if (state === null) throw notFound(jid)
    if (mode === 'cleanup')
      return pending(`the files of the job ${jid} to be removed`, { folder: state.folder })
    if (state.kind === 'running')
      return inSync({ ...NOTHING_PRINTED, ...jobFields(jid, false, state.folder) })
    // The job made its changes before this dry run.
    if (isCheckMode) return inSync(jobResult(jid, state))
    const resource = `command:${shownCommand(state.description.cmd)}`
    return plan([{ resource, action: 'run' }], { folder: state.folder })
  },
  mayChange: () => [],
  // The changes of a job count at the task that reads its result.
  apply: async ({ host, params: { jid, mode }, plan: { data } }) => {
    if (mode === 'cleanup') {
      await removeJob(host, jid)
      return { ...NOTHING_PRINTED, ...jobFields(jid, false), started: 0, erased: data.folder }
    }
    const state = await host.ask(jobState(jid))
    if (state === null) throw notFound(jid)
    return jobResult(jid, state)
  },
})

function notFound(jid: string): TaskError {
  return new TaskError(`could not find the job \`${jid}\``, {
    hint: 'look for it on the same host and as the same user (`become_user`) that started it; the files of a job that Drover has waited for are removed',
    outputs: { ...NOTHING_PRINTED, ...jobFields(jid, true), msg: 'could not find job' },
  })
}
