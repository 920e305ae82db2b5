import type { z } from 'zod'
import { splitWords } from '../../base/words.ts'
import { unescapeXml } from '../../base/xml-text.ts'
import type { PackageStep } from '../../remote/probes/packages/managed.ts'
import { sh } from '../../shell/quote.ts'
import { packageRequest } from './managed-params.ts'
import type { PackageManager, PackageRequest } from './package-manager.ts'
import type { zypperParams } from './zypper-params.ts'

/** Returns the zypper commands for a task. A name may have a version (`name=1.0`, `name<2`), or be a file or a URL. */
export function zypper(params: z.output<typeof zypperParams>): PackageManager {
  const { name, type } = params
  const before = ['zypper', '--quiet', '--non-interactive', ...splitWords(params.extra_args_precommand)]
  const hasVersion = name.some(each => /[<>=]/.test(each))
  const checks = params.disable_gpg_check ? ['--no-gpg-checks'] : []
  const extra = splitWords(params.extra_args)
  const ofType = type === 'package' ? [] : [`--type=${type}`]
  const installing = [
    ...ofType,
    '--auto-agree-with-licenses',
    ...(params.disable_recommends ? ['--no-recommends'] : ['--recommends']),
    ...(params.force ? ['--force'] : []),
    ...(params.force_resolution ? ['--force-resolution'] : []),
    ...(params.oldpackage || hasVersion ? ['--oldpackage'] : []),
    ...(params.replacefiles ? ['--replacefiles'] : []),
    ...extra,
  ]
  const install = (names: readonly string[]): readonly string[] => [
    ...[...before, ...checks, 'install', ...installing, '--', ...names],
  ]
  const distUpgrade = params.allow_vendor_change ? ['--allow-vendor-change'] : []
  return {
    program: 'zypper',
    recordsRequested: false,
    version: each =>
      type === 'package' && !/[<>=/]/.test(each)
        ? sh`rpm -q --qf '%{VERSION}-%{RELEASE}\n' -- ${each} 2>/dev/null || rpm -q --whatprovides --qf '%{VERSION}-%{RELEASE}\n' -- ${each} 2>/dev/null`
        : // Only zypper knows; it finds nothing to do for one that is there.
          sh`exit 1`,
    install,
    latest: install,
    remove: names => [
      ...[...before, 'remove', ...ofType, ...(params.clean_deps ? ['--clean-deps'] : [])],
      ...(params.force_resolution ? ['--force-resolution'] : []),
      ...[...extra, '--', ...names],
    ],
    upgrade:
      params.state === 'dist-upgrade'
        ? [...before, ...checks, 'dist-upgrade', '--auto-agree-with-licenses', ...distUpgrade, ...extra]
        : [...before, ...checks, 'update', '--auto-agree-with-licenses', ...extra],
    refresh: [...before, ...checks, 'refresh'],
    simulated: ([first = '', ...words]) => {
      const verb = words.findIndex(word => ['install', 'remove', 'update', 'dist-upgrade'].includes(word))
      const [options, rest] = [words.slice(0, verb + 1), words.slice(verb + 1)]
      // A check must not fetch package lists.
      return [first, '--xmlout', '--no-refresh', ...options, '--dry-run', ...rest]
    },
    read: ({ status, stdout, stderr }) => {
      const messages = [...stdout.matchAll(/<message type="error">(.*?)<\/message>/gs)].map(([, text = '']) =>
        unescapeXml(text),
      )
      if (status !== 0 && !/<install-summary/.test(stdout))
        return { refused: messages.join('; ') || stderr.trim() || `zypper ended with status ${status}` }
      return { steps: zypperSteps(stdout) }
    },
  }
}

/** Parses the installation summary that `zypper --xmlout` prints. */
function zypperSteps(xml: string): PackageStep[] {
  const [, summary = ''] = /<install-summary[^>]*>(.*?)<\/install-summary>/s.exec(xml) ?? []
  return [...summary.matchAll(/<to-([a-z-]+)>(.*?)<\/to-\1>/gs)].flatMap(([, kind, solvables = '']) =>
    [...solvables.matchAll(/<solvable ([^>]*)>/g)].map(([, fields = '']) => {
      const field = (name: string): string | undefined =>
        new RegExp(`(?:^| )${name}="([^"]*)"`).exec(fields)?.[1]
      const edition = unescapeXml(field('edition') ?? '')
      const old = field('edition-old')
      const name = unescapeXml(field('name') ?? '')
      if (kind === 'remove') return { name, before: edition, after: null }
      return { name, before: old === undefined ? null : unescapeXml(old), after: edition }
    }),
  )
}

/** Converts the params of `zypper` to a request. */
export function zypperRequest(params: z.output<typeof zypperParams>): PackageRequest {
  const isAll = params.name.includes('*') || params.state === 'dist-upgrade'
  const state = params.state === 'dist-upgrade' ? 'latest' : params.state
  return packageRequest({ ...params, state, name: isAll ? [] : params.name, upgrade: isAll })
}
