import { test } from 'uvu'
import asyncStatus from '../../../tasks/flow/async_status.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const JID = 'j482913055127.41873'
const STATE = `state of the job ${JID}`
const FOLDER = `/root/.drover-jobs/${JID}`

/** The output of the host for a job. */
function printed(state: string, stdout: string, { cut = '', ended = true, cmd = '"make all"' } = {}): string {
  const times = [
    '1796000000 2026-11-30 01:00:00.250000000',
    ended ? '1796000001 2026-11-30 01:00:01.500000000' : '',
  ]
  return `${[state, ...times, cut, `{"cmd":${cmd},"strip":true}`, FOLDER].join('\n')}\0${stdout}`
}

const JOB = `"ansible_job_id":"${JID}","started":1`
const SPAN = '"start":"TIME","end":"TIME","delta":"SPAN"'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a job that still runs',
    params: { jid: JID },
    answers: { [STATE]: printed('running', '', { ended: false }) },
    expects: [
      `in sync: {"stdout":"","stderr":"","stdout_lines":[],"stderr_lines":[],${JOB},"finished":0,"results_file":"${FOLDER}"}`,
    ],
  },
  {
    title: 'a job that has ended',
    params: { jid: JID },
    answers: { [STATE]: { stdout: printed('ended 0', 'a\nb\n'), stderr: 'w\n' } },
    expects: [
      'run command:make all: undefined -> undefined',
      `outputs: {"rc":0,"stdout":"a\\nb","stderr":"w","stdout_lines":["a","b"],"stderr_lines":["w"],"cmd":"make all",${JOB},"finished":1,"results_file":"${FOLDER}",${SPAN},"msg":""}`,
    ],
  },
  {
    title: 'a job that has failed',
    params: { jid: JID },
    answers: { [STATE]: printed('ended 2', '', { cmd: '["make","a b"]' }) },
    expects: ["run command:make 'a b': undefined -> undefined", "error: `make 'a b'` ended with status 2"],
  },
  {
    title: 'a job whose output was truncated',
    params: { jid: JID },
    isCheckMode: true,
    answers: { [STATE]: printed('ended 0', 'a', { cut: 'stdout' }) },
    expects: [
      `in sync: {"rc":0,"stdout":"a","stderr":"","stdout_lines":["a"],"stderr_lines":[],"cmd":"make all",${JOB},"finished":1,"results_file":"${FOLDER}","warnings":["only the first megabytes of its stdout were kept"],${SPAN},"msg":""}`,
    ],
  },
  {
    title: 'a job that exceeded its time limit',
    params: { jid: JID },
    answers: { [STATE]: printed('late', 'a') },
    expects: [
      'run command:make all: undefined -> undefined',
      `error: Timeout exceeded: the job ${JID} was ended, since it took longer than its \`async\``,
    ],
  },
  {
    title: 'a job that was killed',
    params: { jid: JID },
    answers: { [STATE]: printed('gone', '', { ended: false }) },
    expects: [
      'run command:make all: undefined -> undefined',
      `error: the job ${JID} is gone, and how it ended is unknown`,
      'hint: it was killed, or the host was restarted: inspect the host before you run it again',
    ],
  },
  {
    title: 'a job that does not exist',
    params: { jid: JID },
    answers: { [STATE]: { status: 3 } },
    expects: [
      `error: could not find the job \`${JID}\``,
      'hint: look for it on the same host and as the same user (`become_user`) that started it; the files of a job that Drover has waited for are removed',
    ],
  },
  {
    title: 'a path instead of an ID is refused without a request to the host',
    params: { jid: '../../etc' },
    expects: [
      'error: could not find the job `../../etc`',
      'hint: look for it on the same host and as the same user (`become_user`) that started it; the files of a job that Drover has waited for are removed',
    ],
  },
  {
    title: 'the files of a job are removed',
    params: { jid: JID, mode: 'cleanup' },
    answers: { [STATE]: printed('ended 0', '') },
    expects: [
      `waits for the files of the job ${JID} to be removed`,
      `$ [remove the job ${JID}]`,
      `outputs: {"stdout":"","stderr":"","stdout_lines":[],"stderr_lines":[],"ansible_job_id":"${JID}","started":0,"finished":0,"erased":"${FOLDER}"}`,
    ],
  },
  {
    title: 'the ID of a task that had nothing to do',
    params: { jid: 'j0.0' },
    expects: [
      'in sync: {"stdout":"","stderr":"","stdout_lines":[],"stderr_lines":[],"rc":0,"ansible_job_id":"j0.0","started":1,"finished":1}',
    ],
  },
  { title: 'no job', params: {}, expects: ['refused: jid: expected text'] },
]

taskRows('async_status', asyncStatus, ROWS)

test.run()
