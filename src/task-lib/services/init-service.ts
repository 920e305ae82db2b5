import { programText } from '../../base/program-text.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { joinShell, ShellText, sh } from '../../shell/quote.ts'
import { type InitManager, isRunningBy } from './init-running.ts'
import type { ServiceParams } from './service-params.ts'

/** A service on a host without systemd. */
export interface InitService {
  readonly manager: InitManager
  /** Whether the service exists: it has an init script or, with runit, a service directory. */
  readonly isThere: boolean
  /** Whether the service runs; undefined if its status does not show it. */
  readonly isRunning: boolean | undefined
  /** The runlevels in which it starts; with runit, `boot` if it is in the directory of running services. */
  readonly runlevels: readonly string[]
  /** Whether it has crashed, according to OpenRC. */
  readonly isCrashed: boolean
  /** Only sysvinit: whether it has links in the directories of runlevels. */
  readonly hasLinks: boolean
  /** Only sysvinit: the program that creates such links; empty if the host has none. */
  readonly tool: string
  /** Only runit: the directory of running services. */
  readonly directory: string
  /** Only runit: whether the service is a directory of its own there, and not a link. */
  readonly isInPlace: boolean
  /** The output of its status command. */
  readonly status: string
}

const PROGRAM = new ShellText(programText(new URL('./init-service.sh', import.meta.url)))

/** Returns the resource name of a service on a host without systemd. */
export function serviceResource(name: string): string {
  return `service:${name}`
}

/**
 * Returns a probe for a service on a host without systemd: null if the host runs systemd, undefined if it has no known
 * service manager.
 */
export function initService({
  name = '',
  use,
  pattern = '',
  service_dir = '',
  service_src = '',
}: Pick<ServiceParams, 'name' | 'use' | 'pattern' | 'service_dir' | 'service_src'>): Probe<
  InitService | null | undefined
> {
  return probe<InitService | null | undefined>({
    title: `state of service ${name}`,
    script: joinShell([sh`set -- ${[name, use, pattern, service_dir, service_src]}`, PROGRAM]),
    answers: [0, 3, 4],
    parse: ({ status, stdout }) => {
      if (status === 3) return null
      return status === 4 ? undefined : parseService(name, stdout.toString())
    },
    own: {
      resource: serviceResource(name),
      after: ({ after }) => predictedService(after ?? {}),
    },
  })
}

function parseService(name: string, text: string): InitService {
  const [shown = '', status = ''] = text.split(/^@@\n/m)
  const fields = new Map(
    shown.split('\n').map(line => {
      const [key = '', ...rest] = line.split('=')
      return [key, rest.join('=')] as const
    }),
  )
  const manager = (fields.get('manager') ?? '') as InitManager
  const matched = fields.get('matched')
  const exitStatus = Number(fields.get('status'))
  return {
    manager,
    isThere: fields.get('exists') === '1',
    isRunning: matched === undefined ? isRunningBy(manager, name, exitStatus, status) : matched === '1',
    runlevels:
      fields
        .get('on')
        ?.split(' ')
        .filter(level => level !== '') ?? [],
    isCrashed: manager === 'openrc' && exitStatus === 32,
    hasLinks: fields.get('links') === '1',
    tool: fields.get('tool') ?? '',
    directory: fields.get('directory') ?? '',
    isInPlace: fields.get('own') === '1',
    status: status.trim(),
  }
}

/** Returns a service as a predicted change would leave it, for a dry run. */
function predictedService({ manager, state, runlevels }: { readonly [field: string]: unknown }): InitService {
  return {
    manager: manager as InitManager,
    isThere: true,
    isRunning: state === 'started',
    runlevels: runlevels as readonly string[],
    isCrashed: false,
    hasLinks: true,
    tool: '',
    directory: '',
    isInPlace: false,
    status: '',
  }
}
