import { z } from 'zod'
import { assertDefined } from '../../base/assert-defined.ts'
import { parseDuration } from '../../base/duration.ts'

/** A length of time as Go and cfssl write it: `8760h`, `1h30m`. */
export function duration() {
  return z
    .string()
    .regex(/^(\d+(\.\d+)?[hms])+$/, 'expected a duration in hours, minutes or seconds, such as `8760h`')
}

/** A duration in milliseconds. Throws Error for a text that `duration()` would refuse. */
export function milliseconds(text: string): number {
  return assertDefined(parseDuration(text), `a duration in \`${text}\``)
}
