import { sh } from '../../../shell/quote.ts'
import { requireProgram } from '../../../shell/require-program.ts'
import { type Probe, probe } from '../../probe.ts'

/** A public key in rpm's database. */
export interface RpmKey {
  /** The name of the key as a package, by which rpm can erase it: `gpg-pubkey-a98a30c6-5e0be100`. */
  readonly name: string
  /** The key in ASCII armor. */
  readonly text: string
}

/** Asks rpm for the keys that it trusts for signatures of packages. */
export function rpmKeys(): Probe<readonly RpmKey[]> {
  return probe({
    title: 'keys of rpm',
    script: sh`${requireProgram('rpm', 'install it in an earlier task')}
LC_ALL=C rpm -q gpg-pubkey --qf '@ %{NAME}-%{VERSION}-%{RELEASE}\\n%{DESCRIPTION}\\n' || exit 1`,
    // Status 1: rpm has no keys.
    answers: [0, 1],
    parse: ({ status, stdout }) => (status === 1 ? [] : parseRpmKeys(stdout.toString())),
  })
}

function parseRpmKeys(text: string): RpmKey[] {
  return text
    .split(/^@ /m)
    .slice(1)
    .map(part => {
      const end = part.indexOf('\n')
      return { name: part.slice(0, end), text: part.slice(end + 1) }
    })
}
