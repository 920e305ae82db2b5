import { sh } from '../../shell/quote.ts'
import { type Probe, probe } from '../probe.ts'
import { parseNetwork } from './network.ts'
import { parseSystem } from './system.ts'

/** Names as Ansible's, without `ansible_`; values are the host's word, bounded and never rendered. */
export type Facts = Readonly<Record<string, unknown>>

/** One script asks all; each part is headed by a line `@@name`, so that what one tool lacks takes no other along. */
const SCRIPT = sh`
part() { echo "@@$1"; }
part uname; uname -s; uname -n; uname -r; uname -v; uname -m
part hostname; hostname 2>/dev/null || cat /etc/hostname 2>/dev/null
part fqdn; hostname -f 2>/dev/null
part os-release; cat /etc/os-release 2>/dev/null || cat /usr/lib/os-release 2>/dev/null
part redhat-release; cat /etc/redhat-release 2>/dev/null
part tools; for t in apt-get dnf yum zypper apk pacman systemctl; do command -v "$t" >/dev/null 2>&1 && echo "$t"; done
part init; cat /proc/1/comm 2>/dev/null; test -d /run/systemd/system && echo systemd-is-running
part id; id -un; id -u; id -g; echo "$HOME"; echo "$SHELL"
part cpu; grep -c '^processor' /proc/cpuinfo 2>/dev/null; nproc 2>/dev/null; grep -m1 '^model name' /proc/cpuinfo 2>/dev/null
part memory; cat /proc/meminfo 2>/dev/null
part uptime; cat /proc/uptime 2>/dev/null
part date; date +%s; date +%Y-%m-%d; date +%H:%M:%S; date +%Z; date +%z; date -u +%Y-%m-%dT%H:%M:%SZ
part ids; cat /etc/machine-id 2>/dev/null || echo; cat /proc/sys/kernel/random/boot_id 2>/dev/null || echo
part selinux; cat /sys/fs/selinux/enforce 2>/dev/null
part virtual; systemd-detect-virt 2>/dev/null; test -e /.dockerenv && echo docker
part mounts; df -kP 2>/dev/null
part addresses; ip -o addr show 2>/dev/null
part routes; ip route show default 2>/dev/null; echo @6; ip -6 route show default 2>/dev/null
part links; for d in /sys/class/net/*; do echo "$(basename "$d") $(cat "$d/address" 2>/dev/null) $(cat "$d/mtu" 2>/dev/null) $(cat "$d/operstate" 2>/dev/null)"; done
part hostname-addresses; hostname -I 2>/dev/null
part env; env | head -c 65536
exit 0`

/** The most that a host may say of itself, in bytes. */
const MAX_FACTS = 1024 * 1024

/** Asks a host what it is. */
export function factsProbe(): Probe<Facts> {
  return probe({
    title: 'facts',
    script: SCRIPT,
    parse: ({ stdout }) => parseFacts(stdout.subarray(0, MAX_FACTS).toString()),
  })
}

/** Reads the parts into facts; a part that a host could not answer leaves its facts out. */
export function parseFacts(text: string): Facts {
  const parts = new Map<string, string[]>()
  let lines: string[] = []
  for (const line of text.split('\n')) {
    const name = /^@@([a-z-]+)$/.exec(line)?.[1]
    // The environment comes last: no value of it can begin another part.
    if (name !== undefined && !parts.has(name) && !parts.has('env')) {
      lines = []
      parts.set(name, lines)
    } else lines.push(line)
  }
  const linesOf = (name: string): string[] => (parts.get(name) ?? []).filter(line => line !== '')
  return { ...parseSystem(linesOf), ...parseNetwork(linesOf) }
}
