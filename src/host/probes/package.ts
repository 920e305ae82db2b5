import { type Probe, probe } from '../probe.ts'
import { sh } from '../shell.ts'

/** What dpkg and apt know of a package name. */
export interface DebState {
  /** Null where it is not installed. */
  readonly installed: string | null
  /** What apt would install now; null where it knows none. */
  readonly candidate: string | null
  readonly isHeld: boolean
  /** Installed packages that provide a virtual package of this name. */
  readonly providers: readonly string[]
}

/** Asks about package names (`etcd-server`, `libc6:i386`), without versions, in one go. */
export function debStates(names: readonly string[]): Probe<ReadonlyMap<string, DebState>> {
  return probe({
    title: `state of packages ${names.join(', ')}`,
    script: sh`command -v dpkg-query >/dev/null || exit 3
for p in ${names}; do
  echo "@ $p"
  dpkg-query -W -f '\${db:Status-Abbrev}|\${Version}\\n' -- "$p" 2>/dev/null | while IFS= read -r l; do echo "installed $l"; done
  apt-cache policy -- "$p" 2>/dev/null | while IFS= read -r l; do echo "policy $l"; done
done
echo '@@'
dpkg-query -W -f '\${db:Status-Abbrev}|\${Package}|\${Provides}\\n' 2>/dev/null | while IFS= read -r l; do case $l in *'|') ;; ii*) echo "$l";; esac; done
exit 0`,
    answers: [0, 3],
    parse: ({ status, stdout }) => (status === 3 ? new Map() : parseDebs(stdout.toString())),
  })
}

/** Reads the answer of `debStates`. */
export function parseDebs(text: string): Map<string, DebState> {
  const [states = '', provides = ''] = text.split('\n@@\n')
  const found = new Map<string, DebState>()
  for (const block of `\n${states}`.split('\n@ ').slice(1)) {
    const [name = '', ...lines] = block.split('\n')
    const installed = lines.filter(line => /^installed .i /.test(line)).map(line => line.split('|')[1] ?? '')
    const candidate = lines.map(line => /^policy\s+Candidate: (.*)$/.exec(line)?.[1]).find(Boolean)
    found.set(name, {
      installed: installed[0] ?? null,
      candidate: candidate === undefined || candidate === '(none)' ? null : candidate,
      isHeld: lines.some(line => line.startsWith('installed h')),
      providers: providersOf(name, provides),
    })
  }
  return found
}

function providersOf(name: string, provides: string): string[] {
  return provides.split('\n').flatMap(line => {
    const [, owner = '', list = ''] = line.split('|')
    const names = list.split(',').map(each => each.trim().split(/[ (]/)[0])
    return names.includes(name) && owner !== name ? [owner] : []
  })
}

/** Seconds since apt last fetched its lists; null where it never has. */
export function aptListsAge(): Probe<number | null> {
  return probe({
    title: 'age of the package lists',
    script: sh`m=$(stat -c %Y /var/lib/apt/periodic/update-success-stamp 2>/dev/null || stat -c %Y /var/lib/apt/lists 2>/dev/null) || exit 1
ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1 || ls /var/lib/apt/lists/*Packages* >/dev/null 2>&1 || exit 1
echo $(($(date +%s) - m))`,
    answers: [0, 1],
    parse: ({ status, stdout }) => (status === 1 ? null : Number(stdout.toString().trim())),
  })
}

/** What rpm knows of package specs: the installed versions of each, `epoch:version-release` without an epoch of 0. */
export function rpmStates(specs: readonly string[]): Probe<ReadonlyMap<string, readonly string[]>> {
  return probe({
    title: `state of packages ${specs.join(', ')}`,
    script: sh`command -v rpm >/dev/null || exit 3
for p in ${specs}; do
  echo "@ $p"
  rpm -q --whatprovides --qf '%{EPOCHNUM}:%{VERSION}-%{RELEASE}\\n' -- "$p" 2>/dev/null || rpm -q --qf '%{EPOCHNUM}:%{VERSION}-%{RELEASE}\\n' -- "$p" 2>/dev/null
done
exit 0`,
    answers: [0, 3],
    parse: ({ status, stdout }) => (status === 3 ? new Map() : parseRpms(stdout.toString())),
  })
}

/** Reads the answer of `rpmStates`. */
export function parseRpms(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const block of `\n${text}`.split('\n@ ').slice(1)) {
    const [name = '', ...lines] = block.split('\n')
    found.set(
      name,
      lines.filter(line => /^\d+:\S+-\S+$/.test(line)).map(line => line.replace(/^0:/, '')),
    )
  }
  return found
}

/** Asks dnf or yum whether newer versions of installed packages are to be had: the names of those. */
export function rpmUpdates(tool: string, names: readonly string[]): Probe<ReadonlySet<string>> {
  return probe({
    title: `updates of ${names.join(', ')}`,
    // 100 says that there are some. --cacheonly: a check fetches nothing.
    script: sh`${tool} -q -C check-update -- ${names} 2>/dev/null; s=$?; test "$s" -eq 100 && exit 0; exit "$s"`,
    answers: [0, 1],
    parse: ({ stdout }) =>
      new Set(
        stdout
          .toString()
          .split('\n')
          .map(line => /^(\S+)\.\S+\s+\S+\s+\S+/.exec(line)?.[1])
          .filter(name => name !== undefined),
      ),
  })
}
