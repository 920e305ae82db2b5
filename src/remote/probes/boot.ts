import { sh } from '../../shell/quote.ts'
import { type Probe, probe } from '../probe.ts'

/** Asks for a string that changes with each boot, and only then: Linux's boot id, else the time of the boot. */
export function bootId(): Probe<string> {
  return probe({
    title: 'which boot this is',
    script: sh`cat /proc/sys/kernel/random/boot_id 2>/dev/null || sysctl -n kern.boottime 2>/dev/null || who -b`,
    parse: ({ stdout }) => stdout.toString().trim(),
  })
}
