import { z } from 'zod'
import { hostPath, number, oneOrMore, text } from '../../authoring/params.ts'
import { wordsParam } from '../words-param.ts'
import { unitParams } from './unit-params.ts'

/** The params of a task about a service: those for systemd, and those for other service managers. */
export const serviceParams = {
  ...unitParams,
  name: text()
    .optional()
    .describe('Name of the service.')
    .meta({ examples: ['nginx'] }),
  use: text()
    .transform(name => name.replace(/^ansible\.(builtin|legacy)\./, ''))
    .pipe(z.enum(['auto', 'service', 'systemd', 'openrc', 'sysvinit', 'runit']))
    .default('auto')
    .describe('The service manager. `auto` and `service` use the one that the host has.')
    .meta({ examples: ['sysvinit'] }),
  arguments: wordsParam('expected words of a command line')
    .optional()
    .describe(
      'Additional arguments of the init script when the service is started or stopped. Has no effect with systemd and runit.',
    )
    .meta({ examples: ['eth0'] }),
  pattern: text()
    .optional()
    .describe(
      'A text that the output of `ps` contains while the service runs. Use this for an init script without `status`. Has no effect with systemd.',
    )
    .meta({ examples: ['/usr/bin/app --daemon'] }),
  sleep: number()
    .optional()
    .describe('Seconds between stop and start with `state: restarted`. Only for sysvinit.')
    .meta({ examples: [2] }),
  runlevel: text()
    .refine(level => /^\w[\w.-]*$/.test(level), 'expected the name of a runlevel')
    .default('default')
    .describe('The runlevel that `enabled` applies to. Only for OpenRC.')
    .meta({ examples: ['boot'] }),
  runlevels: oneOrMore(
    text().refine(level => /^[0-6S]$/.test(level), 'expected a runlevel of `0` to `6` or `S`'),
  )
    .optional()
    .describe(
      'The runlevels that `enabled` applies to, instead of those of the init script. Only for sysvinit.',
    )
    .meta({ examples: [['3', '5']] }),
  service_dir: hostPath()
    .optional()
    .describe('The directory of the active services. Only for runit; by default, the one that the host has.')
    .meta({ examples: ['/var/service'] }),
  service_src: hostPath()
    .optional()
    .describe('The directory of all services. Only for runit; by default, `/etc/sv`.')
    .meta({ examples: ['/etc/sv'] }),
}

const withServiceParams = z.object(serviceParams)

export type ServiceParams = z.output<typeof withServiceParams>
