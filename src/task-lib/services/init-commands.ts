import { splitWords } from '../../base/words.ts'
import { type ShellText, sh } from '../../shell/quote.ts'
import type { InitService } from './init-service.ts'
import type { ServiceParams } from './service-params.ts'

/** A step for a service. */
export type InitVerb = 'enable' | 'disable' | 'start' | 'stop' | 'restart' | 'reload'

type Params = Pick<ServiceParams, 'name' | 'arguments' | 'runlevel' | 'runlevels' | 'service_src' | 'sleep'>

/** Returns the path by which a manager knows a service: its init script, or its directory for runit. */
export function initPlace({ manager }: InitService, { name = '', service_src = '/etc/sv' }: Params): string {
  return manager === 'runit' ? `${service_src}/${name}` : `/etc/init.d/${name}`
}

/** Returns the script that runs one step for a service. */
export function initCommand(verb: InitVerb, service: InitService, params: Params): ShellText {
  switch (service.manager) {
    case 'openrc':
      return openrcCommand(verb, service, params)
    case 'sysvinit':
      return sysvCommand(verb, service, params)
    case 'runit':
      return runitCommand(verb, service, params)
  }
}

function openrcCommand(verb: InitVerb, { isCrashed }: InitService, params: Params): ShellText {
  const { name = '', runlevel } = params
  if (verb === 'enable') return sh`rc-update add ${name} ${runlevel}`
  if (verb === 'disable') return sh`rc-update del ${name} ${runlevel}`
  // OpenRC does not start a service that it considers crashed.
  const zap = isCrashed && (verb === 'start' || verb === 'restart') ? sh`rc-service ${name} zap && ` : sh``
  return sh`${zap}rc-service ${[name, verb, ...wordsOf(params)]}`
}

function sysvCommand(verb: InitVerb, { tool, hasLinks }: InitService, params: Params): ShellText {
  const { name = '', runlevels, sleep = 0 } = params
  if (verb === 'enable' || verb === 'disable') return sysvEnabling(verb, tool, hasLinks, name, runlevels)
  const words = wordsOf(params)
  if (verb !== 'restart') return sysvScript(name, [verb, ...words])
  // Not all init scripts have `restart`. The status of `stop` is ignored: it may be an error if the service does not
  // run.
  return sh`${sysvScript(name, ['stop', ...words])}
sleep ${sleep}
${sysvScript(name, ['start', ...words])}`
}

function sysvScript(name: string, words: readonly string[]): ShellText {
  return sh`if command -v service >/dev/null; then service ${[name, ...words]}; else ${[`/etc/init.d/${name}`, ...words]}; fi`
}

function sysvEnabling(
  verb: 'enable' | 'disable',
  tool: string,
  hasLinks: boolean,
  name: string,
  runlevels: readonly string[] = [],
): ShellText {
  if (tool === 'update-rc.d') {
    const first = runlevels.length > 0 ? 'defaults-disabled' : 'defaults'
    const links = hasLinks ? sh`` : sh`update-rc.d ${name} ${first} && `
    return sh`${links}update-rc.d ${[name, verb, ...runlevels]}`
  }
  if (tool === 'chkconfig') {
    const levels = runlevels.length > 0 ? ['--level', runlevels.join('')] : []
    const add = verb === 'enable' && !hasLinks ? sh`chkconfig --add ${name} && ` : sh``
    return sh`${add}chkconfig ${[...levels, name, verb === 'enable' ? 'on' : 'off']}`
  }
  return verb === 'enable' ? sh`insserv ${name}` : sh`insserv -r ${name}`
}

function runitCommand(verb: InitVerb, service: InitService, params: Params): ShellText {
  const place = `${service.directory}/${params.name ?? ''}`
  if (verb === 'enable') return sh`ln -s -- ${initPlace(service, params)} ${place}`
  if (verb === 'disable') return sh`sv force-stop ${place}; rm -f -- ${place}`
  // runsvdir scans its directory every five seconds.
  return sh`i=0
while [ ! -p ${`${place}/supervise/ok`} ] && [ "$i" -lt 10 ]; do sleep 1; i=$((i + 1)); done
sv ${verb} ${place}`
}

function wordsOf({ arguments: given = '' }: Params): readonly string[] {
  return splitWords(given)
}
