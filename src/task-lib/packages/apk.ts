import type { z } from 'zod'
import type { PackageStep } from '../../remote/probes/packages/managed.ts'
import { sh } from '../../shell/quote.ts'
import type { ApkParams } from './apk-params.ts'
import type { PackageManager } from './package-manager.ts'

/**
 * Returns the apk commands for a task. A name may have a version (`name=1.0-r0`, `name>1`). A package counts as present
 * only if the world file lists it, that is, if it was requested explicitly and not only as a dependency.
 */
export function apk(params: z.output<ApkParams>): PackageManager {
  const options = [
    ...(params.no_cache ? ['--no-cache'] : []),
    // The repositories of the task replace those of the host.
    ...(params.repository.length > 0 ? ['--repositories-file=/dev/null'] : []),
    ...params.repository.map(each => `--repository=${each}`),
  ]
  return {
    program: 'apk',
    recordsRequested: true,
    version: name =>
      sh`LC_ALL=C grep -qxF -e ${name} -- ${params.world} && LC_ALL=C apk info --installed -- ${name} 2>/dev/null`,
    install: names => ['apk', 'add', ...options, '--', ...names],
    latest: names => ['apk', 'add', '--upgrade', ...options, '--', ...names],
    remove: names => ['apk', 'del', '--', ...names],
    upgrade: ['apk', 'upgrade', ...(params.available ? ['--available'] : []), ...options],
    refresh: ['apk', 'update', ...options],
    simulated: ([program = 'apk', verb = '', ...words]) => [program, verb, '--simulate', ...words],
    read: ({ status, stdout, stderr }) => {
      if (status !== 0) return { refused: apkFailure(stdout, stderr) }
      return {
        steps: stdout.split('\n').flatMap((line): PackageStep[] => {
          const [, verb, name = '', version = ''] = /^\(\d+\/\d+\) (\w+) (\S+) \((.*)\)$/.exec(line) ?? []
          if (verb === undefined) return []
          const [before = '', after = before] = version.split(' -> ')
          if (verb === 'Installing') return [{ name, before: null, after: version }]
          return [{ name, before, after: verb === 'Purging' ? null : after }]
        }),
      }
    },
  }
}

function apkFailure(stdout: string, stderr: string): string {
  const lines = `${stderr}${stdout}`.split('\n').filter(line => line.trim() !== '')
  return lines.map(line => line.replace(/^ERROR: /, '').trim()).join(' ')
}
