import { toExtendedRegex } from '../../base/extended-regex.ts'
import { type ShellText, sh } from '../../shell/quote.ts'
import { type Probe, probe } from '../probe.ts'

/** A condition that a task waits for. */
export type Condition =
  | {
      readonly kind: 'file'
      readonly title: string
      readonly path: string
      readonly pattern?: string
      readonly isGone: boolean
    }
  | {
      readonly kind: 'port'
      readonly title: string
      readonly host: string
      readonly port: number
      /** What a line that the port sends must match. */
      readonly pattern?: string
      readonly seconds: number
      readonly isGone: boolean
    }
  | { readonly kind: 'drained'; readonly title: string; readonly port: number }

/** Asks whether a condition is true now. */
export function conditionHolds(condition: Condition): Probe<boolean> {
  return probe({
    title: condition.title,
    script: scriptOf(condition),
    answers: [0, 1],
    parse: ({ status }) => status === 0,
  })
}

function scriptOf(condition: Condition): ShellText {
  if (condition.kind === 'drained') {
    const hex = condition.port.toString(16).toUpperCase().padStart(4, '0')
    // Matches a line of /proc/net/tcp: number, local address, remote address and state. Grep is used because a shell
    // would read the file byte by byte.
    const established = `^ *[0-9]*: [0-9A-F]*:${hex} [0-9A-F]*:[0-9A-F]* 01 `
    return sh`grep -q -- ${established} /proc/net/tcp /proc/net/tcp6 2>/dev/null && exit 1; exit 0`
  }
  if (condition.kind === 'file') {
    const found =
      condition.pattern === undefined
        ? sh`test -e ${condition.path} || test -L ${condition.path}`
        : sh`grep -Eq -- ${toExtendedRegex(condition.pattern)} ${condition.path} 2>/dev/null`
    return condition.isGone
      ? sh`if ${found}; then exit 1; fi; exit 0`
      : sh`if ${found}; then exit 0; fi; exit 1`
  }
  const { host, port, pattern, seconds, isGone } = condition
  if (pattern !== undefined) return sentLine(host, port, pattern, seconds)
  // The tools that can connect to a port: bash, nc, curl or perl. A closed port is an answer; a host without any of
  // them is an error.
  return sh`h=${host}; p=${port}; s=${seconds}
limit() { if command -v timeout >/dev/null 2>&1; then timeout "$s" "$@"; else "$@"; fi; }
if command -v bash >/dev/null 2>&1; then limit bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$h" "$p" 2>/dev/null; r=$?
elif command -v nc >/dev/null 2>&1; then limit nc -w "$s" "$h" "$p" </dev/null >/dev/null 2>&1; r=$?
elif command -v curl >/dev/null 2>&1; then curl -s --connect-timeout "$s" -m "$s" "telnet://$h:$p" </dev/null >/dev/null 2>&1; r=$?; test "$r" -eq 28 && r=0
elif command -v perl >/dev/null 2>&1; then perl -MIO::Socket::INET -e 'exit !IO::Socket::INET->new(PeerAddr=>$ARGV[0],PeerPort=>$ARGV[1],Timeout=>$ARGV[2])' "$h" "$p" "$s"; r=$?
else echo 'the host has none of bash, nc, curl and perl to try a port with' >&2; exit 2; fi
test "$r" -eq 0; test $? -eq ${isGone ? 1 : 0}`
}

/**
 * Returns a script that checks whether a port sends a line that matches. It needs bash: of the tools that hosts have,
 * only bash can read lines and stop at the first match.
 */
function sentLine(host: string, port: number, pattern: string, seconds: number): ShellText {
  const read =
    'exec 3<>"/dev/tcp/$0/$1" && while IFS= read -r l <&3 || [ -n "$l" ]; do grep -Eq -- "$2" <<<"$l" && exit 0; l=; done; exit 1'
  return sh`command -v bash >/dev/null 2>&1 || { echo 'the host has no bash to read from a port with' >&2; exit 2; }
set -- bash -c ${read} ${host} ${port} ${toExtendedRegex(pattern)}
if command -v timeout >/dev/null 2>&1; then timeout ${seconds} "$@" 2>/dev/null; else "$@" 2>/dev/null; fi
test $? -eq 0`
}
