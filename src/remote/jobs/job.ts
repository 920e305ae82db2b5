import { randomInt } from 'node:crypto'
import { programText } from '../../base/program-text.ts'
import { printedFields } from '../../shell/printed-fields.ts'
import { PLACING } from '../../shell/programs/remote-functions.ts'
import { ShellText, sh } from '../../shell/quote.ts'
import type { Host } from '../host.ts'
import { LIVENESS } from '../host-lock.ts'
import { type Probe, probe } from '../probe.ts'

/** A command that runs on a host without a session, and how its result is to be reported. */
export interface Job {
  readonly id: string
  readonly program: ShellText
  readonly stdin?: Buffer | string | undefined
  /** Seconds after which the host ends it, or up to ten seconds later, as in Ansible. */
  readonly seconds: number
  readonly description: JobDescription
}

/** What is stored with a job to report its result. */
interface JobDescription {
  readonly cmd: string | readonly string[]
  /** Whether line breaks at the end of the output are removed. */
  readonly strip: boolean
}

/**
 * The state of a job: it is running, it has ended with a status, it was ended as too late, or it is gone without a
 * result, for example after a restart of the host.
 */
export interface JobState {
  readonly kind: 'running' | 'ended' | 'late' | 'gone'
  /** The exit status; 0 if it is not known. */
  readonly status: number
  /** The folder of the job on the host. */
  readonly folder: string
  readonly began: HostTime | undefined
  readonly ended: HostTime | undefined
  /** Its output, at most eight megabytes; empty while it is running. */
  readonly stdout: Buffer
  readonly stderr: Buffer
  /** The streams whose output was longer than that. */
  readonly cut: readonly string[]
  readonly description: JobDescription
}

/** A time by the host's clock. */
export interface HostTime {
  /** The time in Ansible's form: `2026-11-29 21:03:44.250000`. */
  readonly text: string
  /** Seconds since 1970. */
  readonly seconds: number
}

/** Returns a new random job id in Ansible's form. */
export function newJobId(): string {
  return `j${randomInt(1e11, 1e12)}.${randomInt(1e4, 1e6)}`
}

/** Returns whether a string is a valid job id. Must be checked, since the id becomes part of a path. */
export function isJobId(text: string): boolean {
  return /^j\d{1,20}\.\d{1,20}$/.test(text)
}

const FOLDER = new ShellText(programText(new URL('./folder.sh', import.meta.url)))
const END = new ShellText(programText(new URL('./end.sh', import.meta.url)))
const START = new ShellText(programText(new URL('./start.sh', import.meta.url)))
const STATUS = new ShellText(programText(new URL('./status.sh', import.meta.url)))

/** The program that supervises a job on its host. supervise.sh describes the files in a job's folder. */
export const SUPERVISOR = `${PLACING.text}
${LIVENESS.text}
${END.text}
${programText(new URL('./supervise.sh', import.meta.url))}
`

/**
 * Starts a job that continues after the session, and returns its folder. If a job with that id was already started,
 * leaves it as it is. Throws TaskError if the host has no `setsid` or no place for its files.
 */
export async function startJob(host: Host, job: Job): Promise<string> {
  const { id, program, stdin, seconds, description } = job
  const script = sh`write_program() { ${printedFields(`${program.text}\n`)}; }
write_supervisor() { ${printedFields(SUPERVISOR)}; }
write_description() { ${printedFields(JSON.stringify(description))}; }
${FOLDER}
set -- ${id} ${Math.ceil(seconds)}
${START}`
  const { stdout } = await host.run(script, {
    title: `start the job ${id}`,
    ...(stdin === undefined ? {} : { stdin }),
  })
  return stdout.toString()
}

/** Returns the probe for the state of a job; its result is null if the host has no job with that id. */
export function jobState(id: string): Probe<JobState | null> {
  return probe({
    title: `state of the job ${id}`,
    script: sh`${FOLDER}
${LIVENESS}
set -- ${id}
${STATUS}`,
    answers: [0, 3],
    parse: ({ status, stdout, stderr }) => (status === 3 ? null : parseState(stdout, stderr)),
  })
}

/** Ends a job with all of its processes, if it is still running. */
export async function endJob(host: Host, id: string): Promise<void> {
  const script = sh`${FOLDER}
${END}
enter_jobs ${id} && cd -- ${`./${id}`} && read -r group unit <group || exit 0
umask 077
end_job "$group" "$unit"`
  await host.run(script, { title: `end the job ${id}` })
}

/** Removes the files of a job. A running job continues. */
export async function removeJob(host: Host, id: string): Promise<void> {
  await host.run(
    sh`${FOLDER}
if enter_jobs ${id}; then rm -rf -- ${`./${id}`}; fi`,
    { title: `remove the job ${id}` },
  )
}

function parseState(stdout: Buffer, stderr: Buffer): JobState {
  const end = stdout.indexOf(0)
  const [state = '', began = '', ended = '', cut = '', description = '', ...folder] = stdout
    .subarray(0, end)
    .toString()
    .split('\n')
  const [kind = '', status = '0'] = state.split(' ')
  return {
    kind: kind as JobState['kind'],
    status: Number(status),
    folder: folder.join('\n'),
    began: parseTime(began),
    ended: parseTime(ended),
    stdout: stdout.subarray(end + 1),
    stderr,
    cut: cut.split(' ').filter(Boolean),
    description: JSON.parse(description) as JobDescription,
  }
}

/** Parses a line of `date`, which on some hosts prints no fractions of a second. */
function parseTime(line: string): HostTime | undefined {
  const [, seconds, text, fraction = ''] = /^(\d+) (\S+ [\d:]+)\.?(\d*)/.exec(line) ?? []
  if (seconds === undefined || text === undefined) return undefined
  const micros = fraction.slice(0, 6).padEnd(6, '0')
  return { text: `${text}.${micros}`, seconds: Number(`${seconds}.${micros}`) }
}
