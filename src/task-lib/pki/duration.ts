import { z } from 'zod'
import { assertDefined } from '../../base/assert-defined.ts'
import { parseDuration } from '../../base/duration.ts'

/** Returns the schema of a duration in the notation of Go and cfssl: `8760h`, `1h30m`. */
export function duration() {
  return z
    .string()
    .regex(/^(\d+(\.\d+)?[hms])+$/, 'expected a duration in hours, minutes or seconds, such as `8760h`')
}

/** Converts a duration to milliseconds. Throws Error for a string that `duration()` would refuse. */
export function milliseconds(text: string): number {
  return assertDefined(parseDuration(text), `a duration in \`${text}\``)
}
