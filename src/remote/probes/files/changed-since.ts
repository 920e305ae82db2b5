import { sh } from '../../../shell/quote.ts'
import type { Probe } from '../../probe.ts'
import { probeAbout } from '../answers.ts'

/**
 * Asks which of these files were changed, or installed, after a process was started. A missing file does not count as
 * changed. A file from an archive has its modification time from the archive, and a link can change its target: so
 * the birth time of the file counts too, if its file system has one, and so does each link on the path. The start
 * time is computed relative to now, since systemd 219 shows it only in words. Source: proc(5), starttime and uptime.
 */
export function changedSince(pid: number, paths: readonly string[]): Probe<readonly string[]> {
  return probeAbout(
    { kind: 'changed since', pid, paths },
    {
      title: `which of ${paths.join(', ')} are newer than process ${pid}`,
      // The times are compared in `parse`, since the arithmetic of some shells has only 32 bits.
      script: sh`d_times() {
  m=$(stat $1 -c '%.2Y %.2W' -- "$2" 2>/dev/null); case $m in *[!0-9.' ']*|.*|*.|'') m=$(stat $1 -c %Y -- "$2" 2>/dev/null);; esac
  echo "$m"
}
s=$(cat /proc/${pid}/stat 2>/dev/null) || exit 0
s=\${s##*) }; set -- $s; shift 19
now=$(date +%s.%N); case $now in *[!0-9.]*) now=$(date +%s);; esac
read -r up rest </proc/uptime
echo "$now $up $1 $(getconf CLK_TCK 2>/dev/null || echo 100)"
for f in ${paths}; do
  t=$(d_times -L "$f"); l=$f
  while test -n "$t" && test -n "$l"; do test -L "$l" && t="$t $(d_times '' "$l")"; case $l in */*) l=\${l%/*};; *) l=;; esac; done
  echo $t
done
exit 0`,
      parse: ({ stdout }) => {
        const [clock = '', ...changed] = stdout.toString().split('\n')
        const [now = 0, uptime = 0, ticks = 0, ticksPerSecond = 100] = clock.split(' ').map(Number)
        const start = now - uptime + ticks / ticksPerSecond
        // Uptime and start are given in hundredths of a second.
        const newest = (times = ''): number => Math.max(...times.split(' ').map(Number))
        return paths.filter((_, at) => newest(changed[at]) > start + 0.01)
      },
    },
  )
}
