import { programText } from '../../base/program-text.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { joinShell, ShellText, sh } from '../../shell/quote.ts'
import { type InitManager, isRunningBy } from './init-running.ts'
import type { ServiceParams } from './service-params.ts'

/** A service of such a manager. */
export interface InitService {
  readonly manager: InitManager
  /** Whether the manager knows it: it has an init script, or a directory of runit. */
  readonly isThere: boolean
  /** Undefined if its status does not say. */
  readonly isRunning: boolean | undefined
  /** The runlevels that start it; of runit, `boot` if it is in the directory of those that run. */
  readonly runlevels: readonly string[]
  /** OpenRC has found that it ended by itself. */
  readonly isCrashed: boolean
  /** Of sysvinit: whether it has links in the directories of runlevels, and the program that makes such. */
  readonly hasLinks: boolean
  readonly tool: string
  /** Of runit: the directory of those that run, and whether the service was put there itself and not by a link. */
  readonly directory: string
  readonly isInPlace: boolean
  /** What its status command printed. */
  readonly status: string
}

const PROGRAM = new ShellText(programText(new URL('./init-service.sh', import.meta.url)))

/** A service of a host without systemd, as changes name it. */
export function serviceResource(name: string): string {
  return `service:${name}`
}

/** Asks for a service on a host without systemd; null if systemd runs the host, undefined if nothing does that is known. */
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
  const [told = '', status = ''] = text.split(/^@@\n/m)
  const fields = new Map(
    told.split('\n').map(line => {
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

/** A service as a change of it in a dry run would leave it. */
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
