import type { Answer } from '../../shell/exchange.ts'
import { type ShellText, sh } from '../../shell/quote.ts'
import { LineReader } from '../../shell/response/line-splitter.ts'

/** Begins a line on standard error that says how many bytes there are so far, and of how many if that is known. */
const MARK = 'drover-bytes '

/** Seconds between two reports: what is made sooner than the first has none. */
const PAUSE = 2

/**
 * Shell that makes the file `"$t"`, with its size so far on standard error, for `followSize`. `"$t.head"` may have the headers of
 * what is downloaded to it.
 */
export function reportingSize(made: ShellText): ShellText {
  // The pauses have no part in the streams of the session and its directory, which they would keep in use. mksh heeds no other
  // signal here.
  return sh`(
while (cd / && exec sleep ${PAUSE} </dev/null >/dev/null 2>&1); do
  kill -0 "$$" 2>/dev/null || exit
  set -- $(ls -ln -- "$t" 2>/dev/null) . . . . ''
  all=$(sed -n 's/^[Cc]ontent-[Ll]ength: *\\([0-9]*\\).*/\\1/p' "$t.head" 2>/dev/null | tail -n 1)
  printf '%s%s %s\\n' ${MARK} "$5" "$all" >&2 || exit
done
) & d_watch=$!
(
${made}
)
s=$?
{ kill -9 "$d_watch" && wait "$d_watch"; } 2>/dev/null
[ "$s" = 0 ] || exit "$s"
rm -f -- "$t.head"`
}

/** The number of bytes of what a script makes, as it grows. */
export type OnSize = (bytes: number, total: number | undefined) => void

/** What reads the reports of a script that has some. */
export interface SizeFollower {
  readonly onBytes: (stream: 'stdout' | 'stderr', bytes: Buffer) => void
  /** The answer without them. */
  readonly without: (answer: Answer) => Answer
}

/** Follows the size of what a script makes; undefined if it does not report it. */
export function followSize(script: ShellText, onSize: OnSize): SizeFollower | undefined {
  if (!script.text.includes(MARK)) return undefined
  const lines = new LineReader((stream, line) => {
    const [, bytes, total] = stream === 'stderr' ? (REPORT.exec(line) ?? []) : []
    if (bytes !== undefined) onSize(Number(bytes), total ? Number(total) : undefined)
  })
  return {
    onBytes: lines.push,
    without: answer => ({
      ...answer,
      stderr: Buffer.from(answer.stderr.toString('latin1').replace(REPORTS, ''), 'latin1'),
    }),
  }
}

const REPORT = new RegExp(`^${MARK}(\\d+) (\\d*)$`)
const REPORTS = new RegExp(`^${MARK}.*\n`, 'gm')
