import { TaskError } from '../errors.ts'
import type { Answer } from '../shell/exchange.ts'
import { withOutput } from '../shell/show-output.ts'
import type { RunOptions } from './host.ts'
import type { Probe } from './probe.ts'

/** What to do where a limit or a full disk ends a program, whatever it is. */
export const LIMIT_HINTS: readonly [RegExp, string][] = [
  [
    /No space left on device|Disk quota exceeded|^the file system at .* is (full|out of inodes)$/im,
    'make room there (`df -h`, `df -i`, `quota`), then run again',
  ],
  [/Read-only file system/i, 'the file system is mounted read-only; see `dmesg` for why'],
  [/File size limit exceeded|File too large/i, 'a limit on file sizes is set there (`ulimit -f`)'],
  [
    /(?:cannot|can't|unable to) fork|Resource temporarily unavailable/i,
    'a limit on processes is reached there (`ulimit -u`, `TasksMax` of its unit), or memory is short',
  ],
  [
    /Cannot allocate memory|Out of memory|memory exhausted/i,
    'memory is short there, or limited for this login (`free -m`, `ulimit -v`)',
  ],
  [/Too many open files/i, 'a limit on open files is set there (`ulimit -n`)'],
  [/CPU time limit exceeded/i, 'a limit on processor time is set there (`ulimit -t`)'],
]

/** What to do about what our own tools say when they fail. */
const HINTS: readonly [RegExp, string][] = [
  ...LIMIT_HINTS,
  [
    / is (immutable|append-only)$/m,
    '`chattr -i` or `chattr -a` there allows changes, if they are meant to be',
  ],
  [/Operation not permitted/i, 'it may be immutable (`lsattr`), or the user may not do this'],
  [
    /Device or resource busy/i,
    'it may be mounted there itself (`findmnt`), so that nothing can be renamed over it',
  ],
  [/Permission denied/i, 'does the task need `become`?'],
  [
    /invalid user|unknown user|invalid group|unknown group/i,
    'create the user or group in a task before this one',
  ],
]

/** A script's status was no answer: what it said, and what can be done about it. */
export function probeFailure(title: string, answer: Answer): TaskError {
  const { status, stdout, stderr } = answer
  const words = stderr.toString().trim() || stdout.toString().trim()
  return new TaskError(withOutput(`${title}: status ${status}`, answer), {
    hint: HINTS.find(([pattern]) => pattern.test(words))?.[1],
    outputs: { rc: status, stdout: stdout.toString(), stderr: stderr.toString() },
  })
}

/** What a probe reads of an answer. Throws TaskError if the status is none of those that are answers to it. */
export function readAnswer<T>(probe: Probe<T>, answer: Answer): T {
  if ((probe.answers ?? [0]).includes(answer.status)) return probe.parse(answer)
  throw probeFailure(`probe failed: ${probe.title}`, answer)
}

/** The answer of a script whose status is one of `ok`. Throws TaskError if it is not. */
export function acceptedAnswer(title: string, { ok = [0] }: Pick<RunOptions, 'ok'>, answer: Answer): Answer {
  if (ok === 'any' || ok.includes(answer.status)) return answer
  throw probeFailure(title, answer)
}
