import type { Change } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import type { Host } from '../../remote/host.ts'
import type { Answer } from '../../shell/exchange.ts'
import { type ShellText, sh } from '../../shell/quote.ts'
import { requireProgram } from '../../shell/require-program.ts'
import { withOutput } from '../../shell/show-output.ts'

/** The change of a task that fetches apt's package lists. */
export const APT_LISTS: Change = {
  resource: 'apt:lists',
  action: 'update',
  before: { fresh: false },
  after: { fresh: true },
}

/** Runs one apt command and returns its standard output. Throws TaskError with its output if it fails. */
export async function runApt(host: Host, command: ShellText, title: string): Promise<string> {
  const script = sh`export DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none NEEDRESTART_MODE=l
${requireProgram('apt-get')}
${PUT_BACK}
${command}`
  const answer = await host.run(script, { title, ok: 'any', live: true })
  if (answer.status === 0) return answer.stdout.toString()
  throw aptFailure(title, answer)
}

/** Returns the error for a failed apt command: its output on both streams, with a hint for known causes. */
export function aptFailure(title: string, answer: Answer): TaskError {
  const output = `${answer.stderr}${answer.stdout}`
  const shown = withOutput(`${title} ended with status ${answer.status}`, answer)
  // After waiting for the lock, apt's last message no longer names the process that holds it.
  const [, holder] = /held by process (\d+(?: \([^)\n]*\))?)/.exec(output) ?? []
  const held = holder === undefined || shown.includes(holder) ? '' : `\nthe lock is held by process ${holder}`
  return new TaskError(`${shown}${held}`, {
    hint: hintFor(output),
    outputs: { rc: answer.status, stdout: answer.stdout.toString(), stderr: answer.stderr.toString() },
  })
}

/**
 * Wraps an apt command so that maintainer scripts do not start services: /usr/sbin/policy-rc.d, Debian's own mechanism,
 * ends with `status`. A policy-rc.d that existed before is restored afterwards; if the transaction is killed, the next
 * apt command restores it. Source: invoke-rc.d(8).
 */
export function withoutStarts(command: ShellText, status: number): ShellText {
  return sh`test ! -e "$p" || mv -f "$p" "$p.drover" || exit 1
trap put_back EXIT
printf '#!/bin/sh\n# of drover\nexit %s\n' ${status} >"$p" && chmod 0755 "$p" || exit 1
${command}`
}

const PUT_BACK = sh`p=/usr/sbin/policy-rc.d
put_back() {
if grep -qx '# of drover' "$p" 2>/dev/null; then rm -f "$p"; fi
if test -e "$p.drover" && ! test -e "$p"; then mv -f "$p.drover" "$p"; fi
}
put_back`

function hintFor(output: string): string | undefined {
  if (/dpkg was interrupted|dpkg --configure -a/.test(output))
    return 'an earlier dpkg was interrupted: run `dpkg --configure -a` on the host'
  if (/Could not get lock|Unable to acquire the dpkg|Unable to lock|is held by process/.test(output))
    return 'another package manager is running; raise `lock_timeout` to wait longer'
  if (/Unable to locate package|has no installation candidate/.test(output))
    return 'is the name right, and are the package lists fresh (`update_cache: true`)?'
  if (/Held packages were changed/.test(output))
    return '`allow_change_held_packages: true` changes them anyway'
  if (/Packages were downgraded/.test(output)) return '`allow_downgrade: true` allows an older version'
  return undefined
}

/** Returns the error for a package that none of apt's package lists contains. */
export function unknownPackage(name: string): TaskError {
  return new TaskError(`apt has no package \`${name}\``, {
    hint: hintFor('Unable to locate package'),
    outputs: { msg: `No package matching '${name}' is available` },
  })
}
