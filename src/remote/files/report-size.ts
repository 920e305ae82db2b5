import type { Answer } from '../../shell/exchange.ts'
import { type ShellText, sh } from '../../shell/quote.ts'
import { LineReader } from '../../shell/response/line-splitter.ts'

/** The prefix of a line on standard error that reports the bytes so far, and the total if that is known. */
const MARK = 'drover-bytes '

/** Seconds between two reports; a file that is complete before the first has none. */
const PAUSE = 2

/**
 * Returns shell code that runs `made`, which writes the file `"$t"`, and reports the size so far on standard error,
 * for `followSize`. If `made` downloads the file, it may write the HTTP headers to `"$t.head"`, from which the total
 * is read.
 */
export function reportingSize(made: ShellText): ShellText {
  // `sleep` gets neither the streams of the session nor its directory, which it would keep in use. mksh obeys only
  // SIGKILL here.
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

/** Receives the size of a growing file so far, in bytes, and its total size if that is known. */
export type OnSize = (bytes: number, total: number | undefined) => void

/** Reads the size reports in the output of a script. */
export interface SizeFollower {
  readonly onBytes: (stream: 'stdout' | 'stderr', bytes: Buffer) => void
  /** Returns the response without the size reports. */
  readonly without: (answer: Answer) => Answer
}

/** Follows the size of the file that a script writes; returns undefined if the script reports no size. */
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
