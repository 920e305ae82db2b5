import { sh } from '../../shell/quote.ts'
import { type Probe, probe } from '../probe.ts'

/** Asks for the host's time, in whole seconds since 1970; null if it has no suitable `date`. */
export function hostClock(): Probe<number | null> {
  return probe({
    title: 'clock',
    script: sh`date +%s 2>/dev/null || :`,
    parse: ({ stdout }) => {
      const text = stdout.toString().trim()
      return /^\d{1,12}$/.test(text) ? Number(text) : null
    },
  })
}
