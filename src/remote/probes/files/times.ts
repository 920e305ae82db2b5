import { sh } from '../../../shell/quote.ts'
import { type Probe, probe } from '../../probe.ts'

/**
 * The modification and access time of a file in the host's time zone, in the form of `touch -t`: `202611230530.00`.
 */
export interface LocalTimes {
  readonly modified: string
  readonly accessed: string
}

/** Asks for the times of a file; null if it does not exist or the host has no `stat -c`. */
export function localTimes(path: string): Probe<LocalTimes | null> {
  return probe({
    title: `times of ${path}`,
    script: sh`LC_ALL=C stat -L -c '%y
%x' ${path} 2>/dev/null || exit 0`,
    parse: ({ stdout }) => parseLocalTimes(stdout.toString()),
  })
}

/** Parses two lines such as `2026-11-23 05:30:34.000000000 +0000`. */
function parseLocalTimes(text: string): LocalTimes | null {
  const [modified, accessed] = text.split('\n').map(line => {
    const [, year, month, day, hour, minute, second] =
      /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)/.exec(line) ?? []
    return year === undefined ? undefined : `${year}${month}${day}${hour}${minute}.${second}`
  })
  return modified === undefined || accessed === undefined ? null : { modified, accessed }
}
