import { scriptFetchHint } from '../base/fetch-hints.ts'
import { TaskError } from '../errors.ts'
import type { Answer } from '../shell/exchange.ts'
import { withOutput } from '../shell/show-output.ts'
import type { RunOptions } from './host.ts'
import type { Probe } from './probe.ts'

/** Hints for programs that end because of a limit or a full disk. */
export const LIMIT_HINTS: readonly [RegExp, string][] = [
  [
    /No space left on device|Disk quota exceeded|^the file system at .* is (full|out of inodes)$/im,
    'free space there (`df -h`, `df -i`, `quota`), then run again',
  ],
  [/Read-only file system/i, 'the file system is mounted read-only; see `dmesg` for why'],
  [/File size limit exceeded|File too large/i, 'the host has a limit on file sizes (`ulimit -f`)'],
  [
    /(?:cannot|can't|unable to) fork|Resource temporarily unavailable/i,
    'the host has reached a limit on processes (`ulimit -u`, `TasksMax` of the unit), or lacks memory',
  ],
  [
    /Cannot allocate memory|Out of memory|memory exhausted/i,
    'the host lacks memory, or limits it for this login (`free -m`, `ulimit -v`)',
  ],
  [/Too many open files/i, 'the host has a limit on open files (`ulimit -n`)'],
  [/CPU time limit exceeded/i, 'the host has a limit on processor time (`ulimit -t`)'],
]

/** Hints for the error messages of the tools that Drover runs on hosts. */
const HINTS: readonly [RegExp, string][] = [
  ...LIMIT_HINTS,
  [/ is (immutable|append-only)$/m, '`chattr -i` or `chattr -a` on the host allows changes'],
  [/Operation not permitted/i, 'it may be immutable (`lsattr`), or the user lacks the permission'],
  [/Device or resource busy/i, 'it may be a mount point (`findmnt`), which cannot be replaced'],
  [
    /^sysctl: permission denied on key/m,
    'only root may set it; in a container, `/proc/sys` may be mounted read-only',
  ],
  [/Permission denied/i, 'does the task need `become`?'],
  [
    /invalid user|unknown user|invalid group|unknown group/i,
    'create the user or group in a task before this one',
  ],
]

/** Returns the error for a script whose status was not accepted, with the script's output and a hint. */
export function probeFailure(title: string, answer: Answer): TaskError {
  const { status, stdout, stderr } = answer
  const words = stderr.toString().trim() || stdout.toString().trim()
  return new TaskError(withOutput(`${title}: status ${status}`, answer), {
    hint: HINTS.find(([pattern]) => pattern.test(words))?.[1] ?? scriptFetchHint(words),
    outputs: { rc: status, stdout: stdout.toString(), stderr: stderr.toString() },
  })
}

/** Parses the response to a probe. Throws TaskError if its status is not one that the probe accepts. */
export function readAnswer<T>(probe: Probe<T>, answer: Answer): T {
  if (isAccepted(answer, probe.answers)) return probe.parse(answer)
  throw probeFailure(`probe failed: ${probe.title}`, answer)
}

/** Returns the response if its status is one of `ok`. Throws TaskError if it is not. */
export function acceptedAnswer(title: string, { ok }: Pick<RunOptions, 'ok'>, answer: Answer): Answer {
  if (isAccepted(answer, ok)) return answer
  throw probeFailure(title, answer)
}

function isAccepted({ status }: Answer, accepted: readonly number[] | 'any' = [0]): boolean {
  return accepted === 'any' || accepted.includes(status)
}
