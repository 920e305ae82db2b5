import { type Probe, probe } from '../../remote/probe.ts'
import { sh } from '../../shell/quote.ts'

/** A connection of NetworkManager. */
export interface Connection {
  /** Values of its settings, in nmcli's output format, by their names (`SECTION.SETTING`). */
  readonly settings: ReadonlyMap<string, string>
  readonly isActive: boolean
}

/** Returns the resource name of a connection, for changes. */
export function connectionResource(name: string): string {
  return `nm-connection:${name}`
}

/**
 * Returns a probe for a connection by its name: null if there is none, undefined if NetworkManager does not run. The
 * result includes the connection's keys. Source of the statuses: nmcli(1).
 */
export function connectionNamed(name: string): Probe<Connection | null | undefined> {
  return probe<Connection | null | undefined>({
    title: `connection ${name}`,
    script: sh`command -v nmcli >/dev/null || exit 8
LC_ALL=C.UTF-8 nmcli --terse --escape no --show-secrets --fields profile,active connection show id ${name}`,
    answers: [0, 8, 10],
    parse: ({ status, stdout }) => {
      if (status === 8) return undefined
      return status === 10 ? null : connectionIn(stdout.toString())
    },
    own: {
      resource: connectionResource(name),
      after: ({ after }) => {
        if (!after) return null
        const { isActive, ...settings } = after
        const values = Object.entries(settings).map(([key, value]) => [key, String(value)] as const)
        return { settings: new Map(values), isActive: isActive === true }
      },
    },
  })
}

/** Parses lines of the form `SECTION.SETTING:VALUE`; sections in capitals are about an active connection. */
function connectionIn(text: string): Connection {
  const fields = new Map(
    text.split('\n').flatMap(line => {
      const at = line.indexOf(':')
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const]
    }),
  )
  const settings = new Map([...fields].filter(([name]) => /^[a-z0-9]/.test(name)))
  return { settings, isActive: /^activat/.test(fields.get('GENERAL.STATE') ?? '') }
}
