import type { z } from 'zod'
import { splitWords } from '../../base/words.ts'
import { sh } from '../../shell/quote.ts'
import type { PackageManager } from './package-manager.ts'
import type { pacmanParams } from './pacman-params.ts'

const PRINT = ['--print', '--print-format=%n %v']

/** Returns the pacman commands for a task. A name may be a group, or something that another package provides. */
export function pacman(params: z.output<typeof pacmanParams>): PackageManager {
  const { executable: program, extra_args, reason, state } = params
  const isRemoval = state === 'absent' || state === 'removed'
  const extra = splitWords(extra_args)
  const asReason = reason === undefined ? [] : [reason === 'dependency' ? '--asdeps' : '--asexplicit']
  const install = (names: readonly string[]): readonly string[] => [
    ...[program, '--sync', '--noconfirm', '--noprogressbar', '--needed'],
    ...[...asReason, ...extra, '--', ...names],
  ]
  return {
    program,
    recordsRequested: false,
    version: written => {
      const name = written.replace(/^.*\//, '')
      // A group is present only if all of its packages are installed, but it is removed even if only one is.
      const members = isRemoval
        ? sh`${program} --query --groups --quiet -- ${name} 2>/dev/null | head -n 1`
        : sh`g=$(${program} --sync --groups --quiet -- ${name} 2>/dev/null) && [ -n "$g" ] && ${program} --query -- $g >/dev/null 2>&1 && echo group`
      return sh`v=$(${program} --query -- ${name} 2>/dev/null) && { echo "\${v#* }"; exit 0; }
${members}`
    },
    install,
    latest: install,
    remove: names => [
      ...[program, '--remove', '--noconfirm', '--noprogressbar'],
      ...(params.force ? ['--nodeps', '--nodeps'] : []),
      ...(params.remove_nosave ? ['--nosave'] : []),
      ...[...extra, '--', ...names],
    ],
    upgrade: [
      ...[program, '--sync', '--sysupgrade', '--noconfirm', '--noprogressbar', '--needed'],
      ...splitWords(params.upgrade_extra_args),
    ],
    refresh: [
      ...[program, '--sync', '--refresh', ...(params.force ? ['--refresh'] : [])],
      ...splitWords(params.update_cache_extra_args),
    ],
    simulated: ([first = program, verb = '', ...words]) => [first, verb, ...PRINT, ...words],
    read: ({ status, stdout, stderr }) => {
      if (status !== 0) return { refused: pacmanFailure(stdout, stderr) }
      return {
        steps: stdout.split('\n').flatMap(line => {
          const [name = '', version] = line.split(' ')
          if (version === undefined || name === '') return []
          return [
            isRemoval ? { name, before: version, after: null } : { name, before: undefined, after: version },
          ]
        }),
      }
    },
  }
}

function pacmanFailure(stdout: string, stderr: string): string {
  const lines = `${stderr}${stdout}`.split('\n').filter(line => /^(error: |:: )/.test(line))
  return lines.map(line => line.replace(/^(error: |:: )/, '')).join('; ') || stderr.trim()
}
