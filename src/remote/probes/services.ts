import { programText } from '../../base/program-text.ts'
import { ShellText, sh } from '../../shell/quote.ts'
import type { Probe } from '../probe.ts'
import { probeAbout } from './answers.ts'

/** A service, with the fields of Ansible's `service_facts`. */
export interface ServiceFact {
  readonly name: string
  readonly state: string
  readonly source: 'systemd' | 'openrc' | 'sysv'
  /** Whether the host starts it at boot, in the words of systemd; absent for other service managers. */
  readonly status?: string
  /** The runlevels of OpenRC that start it. */
  readonly runlevels?: readonly string[] | null
}

const SERVICES = new ShellText(programText(new URL('./services.sh', import.meta.url)))

/** Asks for all services of the host; null if it has no tool that lists services. */
export const allServices: Probe<readonly ServiceFact[] | null> = probeAbout(
  { kind: 'all services' },
  {
    title: 'all services',
    script: sh`export LC_ALL=C SYSTEMD_COLORS=0
${SERVICES}`,
    answers: [0, 3],
    parse: ({ status, stdout }) => (status === 3 ? null : servicesIn(stdout.toString())),
  },
)

function servicesIn(text: string): ServiceFact[] {
  const parts = new Map(
    text.split(/^= /m).map(part => {
      const [name = '', ...lines] = part.split('\n')
      return [name, lines.filter(line => line.trim() !== '')] as const
    }),
  )
  const part = (name: string): readonly string[] => parts.get(name) ?? []
  if (parts.has('systemd')) return systemdServices(part)
  return parts.has('openrc') ? openrcServices(part) : part('sysv').flatMap(sysvService)
}

type Part = (name: string) => readonly string[]

function systemdServices(part: Part): ServiceFact[] {
  const found = new Map<string, ServiceFact>()
  for (const line of part('systemd')) {
    const [name = '', load = '', active = '', sub] = line.trim().split(/\s+/)
    const wrong = load === 'not-found' || load === 'masked' ? load : active
    found.set(name, {
      name,
      state: sub === 'running' ? 'running' : 'stopped',
      status: wrong,
      source: 'systemd',
    })
  }
  const states = part('states').map(line => line.replace(/^ActiveState=/, ''))
  const active = new Map(part('aliases').map((name, nth) => [name, states[nth] ?? 'unknown']))
  for (const line of part('files')) {
    const [name = '', status = ''] = line.trim().split(/\s+/)
    const known = found.get(name)
    // A template has no state of its own.
    const state = active.get(name) ?? (name.includes('@.') ? 'unknown' : 'inactive')
    if (!known) found.set(name, { name, state, status, source: 'systemd' })
    else if (!WRONG.has(known.status ?? '')) found.set(name, { ...known, status })
  }
  return [...found.values()]
}

/** States that are reported instead of whether the service is enabled. */
const WRONG: ReadonlySet<string> = new Set(['not-found', 'masked', 'failed'])

function openrcServices(part: Part): ServiceFact[] {
  const runlevels = new Map(
    part('runlevels').map(line => {
      const [name = '', levels = ''] = line.split('|').map(field => field.trim())
      return [name, levels === '' ? null : levels.split(/\s+/)] as const
    }),
  )
  const found = new Map<string, ServiceFact>()
  for (const line of part('openrc')) {
    const [, name, state] = /^ (\S+)\s+\[\s*(\S+).*\]/.exec(line) ?? []
    if (name !== undefined && state !== undefined)
      found.set(name, { name, runlevels: runlevels.get(name) ?? null, state, source: 'openrc' })
  }
  return [...found.values()]
}

function sysvService(line: string): ServiceFact[] {
  const [, sign, name] = /^\s*\[ ([+-]) \]\s+(.+)$/.exec(line) ?? []
  return name === undefined ? [] : [{ name, state: sign === '+' ? 'running' : 'stopped', source: 'sysv' }]
}
