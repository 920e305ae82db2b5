import { sh } from '../../shell/quote.ts'
import type { Probe } from '../probe.ts'
import { probeAbout } from './answers.ts'

/** Asks which of these programs are in the `PATH` of the host. The answer is the set of the programs that were found. */
export function presentTools(names: readonly string[]): Probe<ReadonlySet<string>> {
  return probeAbout(
    { kind: 'tools', names },
    {
      title: `which of ${names.join(', ')} exist`,
      script: sh`for t in ${names}; do command -v "$t" >/dev/null 2>&1 && echo "$t"; done; exit 0`,
      parse: ({ stdout }) =>
        new Set(
          stdout
            .toString()
            .split('\n')
            .filter(line => line !== ''),
        ),
    },
  )
}
