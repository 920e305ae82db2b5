import { TaskError } from '../errors.ts'
import type { Answer } from './probe.ts'

/** What to do about what tools say when they fail. */
const HINTS: readonly [RegExp, string][] = [
  [
    /No space left on device|Disk quota exceeded|^the file system at .* is (full|out of inodes)$/im,
    'make room there (`df -h`, `df -i`, `quota`), then run again',
  ],
  [/Read-only file system/i, 'the file system is mounted read-only; see `dmesg` for why'],
  [/File size limit exceeded|File too large/i, 'a limit on file sizes is set there (`ulimit -f`)'],
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

/** The most of an answer that an error shows, in lines from its end. */
const MAX_LINES = 20

/** A script's status was no answer: what it said, and what can be done about it. */
export function failure(title: string, { status, stdout, stderr }: Answer): TaskError {
  const said = stderr.toString().trim() || stdout.toString().trim()
  const words = said.split('\n').slice(-MAX_LINES).join('\n')
  return new TaskError(`${title}: status ${status}${words ? `: ${words}` : ''}`, {
    hint: HINTS.find(([pattern]) => pattern.test(words))?.[1],
    outputs: { rc: status, stdout: stdout.toString(), stderr: stderr.toString() },
  })
}
