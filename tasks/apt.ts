/**
 * Debian packages, present or absent, in one transaction.
 *
 *     - apt:
 *         name: [etcd-server, etcd-client=3.4.*]
 *         update_cache: true
 *         cache_valid_time: 3600
 */
import {
  aptListsAge,
  type Change,
  type DebState,
  debStates,
  defineTask,
  flag,
  type Host,
  inSync,
  NO_PACKAGE,
  number,
  oneOrMore,
  onlyRunTells,
  plan,
  sh,
  TaskError,
  text,
  z,
} from '../src/task.ts'

const params = z
  .strictObject({
    name: oneOrMore(text())
      .default([])
      .describe('Packages; each may have a version, `name=1.2*`.')
      .meta({ examples: [['etcd-server', 'curl=7.88*']] }),
    state: z
      .enum(['present', 'installed', 'latest', 'absent', 'removed', 'build-dep', 'fixed'])
      .default('present')
      .describe('What is wanted of them; `build-dep` and `fixed` are not supported.')
      .meta({ examples: ['latest'] }),
    deb: text()
      .optional()
      .describe('A package file on the host.')
      .meta({ examples: ['/root/app_1.2_amd64.deb'] }),
    update_cache: flag()
      .default(false)
      .describe(
        'Fetch the package lists first, where a package is to be installed or the lists are older than `cache_valid_time`. It is no change of its own.',
      )
      .meta({ examples: [true] }),
    cache_valid_time: number()
      .default(0)
      .describe('Seconds for which the lists are fresh enough.')
      .meta({ examples: [3600] }),
    install_recommends: flag()
      .optional()
      .describe('Whether recommended packages come along; absent: as the host is configured.')
      .meta({ examples: [false] }),
    purge: flag()
      .default(false)
      .describe('Remove configuration files too.')
      .meta({ examples: [true] }),
    autoremove: flag()
      .default(false)
      .describe('Remove what nothing needs any more along with them.')
      .meta({ examples: [true] }),
    upgrade: z
      .enum(['no', 'yes', 'safe', 'full', 'dist'])
      .default('no')
      .describe('Upgrade all packages.')
      .meta({ examples: ['safe'] }),
    default_release: text()
      .optional()
      .describe('The release to take packages from.')
      .meta({ examples: ['bookworm-backports'] }),
    allow_downgrade: flag()
      .default(false)
      .describe('Let a wanted version be older than the present one.')
      .meta({ examples: [true] }),
    allow_unauthenticated: flag()
      .default(false)
      .describe('Accept packages that nobody signed.')
      .meta({ examples: [true] }),
    only_upgrade: flag()
      .default(false)
      .describe('Leave packages alone that are not installed.')
      .meta({ examples: [true] }),
    lock_timeout: number()
      .default(60)
      .describe('Seconds to wait for another package manager to end.')
      .meta({ examples: [300] }),
    policy_rc_d: number()
      .optional()
      .describe('101 keeps packages from starting their services when they are installed.')
      .meta({ examples: [101] }),
  })
  .refine(({ state }) => state !== 'build-dep' && state !== 'fixed', {
    path: ['state'],
    message: 'expected present, latest or absent',
  })

type Params = z.output<typeof params>

interface AptPlan {
  readonly install: readonly string[]
  readonly remove: readonly string[]
  readonly update: boolean
  readonly upgrade: boolean
}

export default defineTask<typeof params, AptPlan>({
  summary: 'Installs, upgrades or removes Debian packages.',
  example: `- apt:
    name: [etcd-server, "etcd-client=3.4.*"]
    update_cache: true
    cache_valid_time: 3600
`,
  params,
  aliases: {
    pkg: 'name',
    package: 'name',
    'update-cache': 'update_cache',
    'install-recommends': 'install_recommends',
  },
  gathers: {
    param: 'name',
    merge: data => ({
      install: data.flatMap(({ install }) => install),
      remove: data.flatMap(({ remove }) => remove),
      update: data.some(({ update }) => update),
      upgrade: data.some(({ upgrade }) => upgrade),
    }),
  },
  isAction: ({ upgrade, deb }) => (upgrade !== 'no' || deb !== undefined ? 'repeatable' : false),
  check: async ({ host, params, isCheckMode }) => {
    const names = params.name
      .flatMap(name => name.split(','))
      .map(name => name.trim())
      .filter(name => name !== '')
    const [states, age] = await Promise.all([
      names.length === 0 ? new Map() : host.ask(debStates(names.map(bareName))),
      params.update_cache ? host.ask(aptListsAge()) : 0,
    ])
    const isAbsent = params.state === 'absent' || params.state === 'removed'
    const isStale = params.update_cache && (age === null || age > params.cache_valid_time)
    const changes: Change[] = []
    const [install, remove]: [string[], string[]] = [[], []]
    for (const name of names) {
      const bare = bareName(name)
      const wanted = name.includes('=') ? name.slice(name.indexOf('=') + 1) : undefined
      const seen = states.get(bare) ?? NO_PACKAGE
      const resource = `package:${bare}`
      if (isAbsent) {
        if (seen.installed === null) continue
        remove.push(bare)
        changes.push({ resource, action: 'delete', before: { version: seen.installed }, after: null })
      } else if (seen.installed === null) {
        if (params.only_upgrade || (wanted === undefined && seen.providers.length > 0)) continue
        if (!isStale && seen.isUnheard && PLAIN_NAME.test(bare)) throw unheard(bare)
        // Another package may provide it, or only name it.
        if (isCheckMode && !isStale && wanted === undefined && seen.candidate === null)
          onlyRunTells(`whether there is a package ${bare} to install`)
        install.push(name)
        changes.push({
          resource,
          action: 'create',
          before: null,
          after: { version: wanted ?? seen.candidate ?? 'newest' },
        })
      } else if (
        wanted !== undefined
          ? !matchesVersion(wanted, seen.installed)
          : params.state === 'latest' && !seen.isHeld && isNewer(bare, seen)
      ) {
        install.push(name)
        changes.push({
          resource,
          action: 'update',
          before: { version: seen.installed },
          after: { version: wanted ?? seen.candidate ?? 'newest' },
        })
      }
    }
    if (params.deb !== undefined) {
      install.push(params.deb)
      changes.push({
        resource: `package:${params.deb}`,
        action: 'create',
        before: null,
        after: { file: params.deb },
      })
    }
    const upgrade = params.upgrade !== 'no'
    if (upgrade) changes.push({ resource: 'packages', action: `upgrade ${params.upgrade}` })
    const outputs = { cache_updated: false }
    const data = { install, remove, update: isStale, upgrade }
    const lists: Change[] = isStale ? [{ resource: 'apt:lists', action: 'update' }] : []
    if (changes.length > 0) return { ...plan(changes, data, outputs), predicts: lists }
    // Fresh lists are no part of the state that is described: nothing is fetched for packages that are there.
    return inSync(outputs)
  },
  apply: async ({ host, params, plan: { data } }) => {
    const apt = options(params)
    if (data.update) await transaction(host, sh`apt-get ${apt} update -q`, 'apt-get update')
    if (data.remove.length > 0) {
      const verb = params.purge ? 'purge' : 'remove'
      await transaction(
        host,
        sh`apt-get ${apt} -y -q ${params.autoremove ? ['--auto-remove'] : []} ${verb} -- ${data.remove}`,
        `apt-get ${verb} ${data.remove.join(' ')}`,
      )
    }
    if (data.install.length > 0) {
      const install = sh`apt-get ${apt} -y -q install -- ${data.install}`
      await transaction(
        host,
        params.policy_rc_d === undefined ? install : withoutStarts(install, params.policy_rc_d),
        `apt-get install ${data.install.join(' ')}`,
      )
    }
    if (data.upgrade) {
      const verb = params.upgrade === 'full' || params.upgrade === 'dist' ? 'dist-upgrade' : 'upgrade'
      await transaction(host, sh`apt-get ${apt} -y -q ${verb}`, `apt-get ${verb}`)
    }
    return { cache_updated: data.update }
  },
})

function options(params: Params): string[] {
  return [
    '-o',
    `DPkg::Lock::Timeout=${params.lock_timeout}`,
    '-o',
    'Dpkg::Options::=--force-confdef',
    '-o',
    'Dpkg::Options::=--force-confold',
    ...(params.install_recommends === undefined
      ? []
      : [params.install_recommends ? '--install-recommends' : '--no-install-recommends']),
    ...(params.default_release === undefined ? [] : ['-t', params.default_release]),
    ...(params.allow_downgrade ? ['--allow-downgrades'] : []),
    ...(params.allow_unauthenticated ? ['--allow-unauthenticated'] : []),
    ...(params.only_upgrade ? ['--only-upgrade'] : []),
  ]
}

async function transaction(host: Host, command: ReturnType<typeof sh>, title: string): Promise<void> {
  const script = sh`export DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none NEEDRESTART_MODE=l
command -v apt-get >/dev/null || { echo 'the host has no apt-get' >&2; exit 127; }
${PUT_BACK}
${command}`
  const { status, stdout, stderr } = await host.run(script, { title, ok: 'any', live: true })
  if (status === 0) return
  const said = stderr.toString().trim() || stdout.toString().trim()
  // After it has waited, apt itself says no more whose lock it was.
  const [, holder] = /held by process (\d+(?: \([^)\n]*\))?)/.exec(`${stdout}${stderr}`) ?? []
  const held = holder === undefined || said.includes(holder) ? '' : `\nit is held by process ${holder}`
  throw new TaskError(
    `${title} ended with status ${status}: ${said.split('\n').slice(-20).join('\n')}${held}`,
    {
      hint: hintFor(said),
      outputs: { rc: status, stdout: stdout.toString(), stderr: stderr.toString() },
    },
  )
}

/**
 * Debian's own switch to keep maintainer scripts from starting services; what was there is put back, also by the next
 * transaction after one that was killed. Source: invoke-rc.d(8).
 */
function withoutStarts(command: ReturnType<typeof sh>, status: number) {
  return sh`test ! -e "$p" || mv -f "$p" "$p.drover" || exit 1
trap put_back EXIT
printf '#!/bin/sh\n# of drover\nexit %s\n' ${status} >"$p" && chmod 0755 "$p" || exit 1
${command}`
}

const PUT_BACK = sh`p=/usr/sbin/policy-rc.d
put_back() {
if grep -qx '# of drover' "$p" 2>/dev/null; then rm -f "$p"; fi
if test -e "$p.drover" && ! test -e "$p"; then mv -f "$p.drover" "$p"; fi
}
put_back`

function hintFor(said: string): string | undefined {
  if (/dpkg was interrupted|dpkg --configure -a/.test(said))
    return 'an earlier dpkg was cut off: run `dpkg --configure -a` on the host'
  if (/Could not get lock|Unable to acquire the dpkg|Unable to lock|is held by process/.test(said))
    return 'another package manager is at work; raise `lock_timeout` to wait longer'
  if (/Unable to locate package|has no installation candidate/.test(said))
    return 'is the name right, and are the package lists fresh (`update_cache: true`)?'
  return undefined
}

function bareName(name: string): string {
  return name.split('=')[0] ?? name
}

function isNewer(name: string, { installed, candidate }: DebState): boolean {
  if (candidate === undefined) {
    throw new TaskError(`apt does not tell the newest version of ${name}`, {
      hint: `\`apt-cache policy ${name}\` on the host says why`,
    })
  }
  return candidate !== null && candidate !== installed
}

/** Others are patterns, or ask apt for more than a package. */
const PLAIN_NAME = /^[a-z0-9][a-z0-9.+-]*$/

function unheard(name: string): TaskError {
  return new TaskError(`apt knows no package \`${name}\``, { hint: hintFor('Unable to locate package') })
}

/** In characters; the time of a pattern with several `*` grows with the length. */
const LONGEST_VERSION = 256

/** Versions may hold `*`, as apt takes them. */
function matchesVersion(pattern: string, version: string): boolean {
  if (version.length > LONGEST_VERSION) return false
  const escaped = pattern.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${escaped.join('.*')}$`).test(version)
}
