import { z } from 'zod'
import { flag, hostPath, number, oneOrMore, text } from '../../authoring/params.ts'

/** The params of `dnf`. */
export const dnfParams = z
  .strictObject({
    name: oneOrMore(text())
      .default([])
      .describe(
        'Package names, optionally with a version (`name-1.2`) or wildcards, or groups such as `@development`. `*` with `latest` means all installed packages.',
      )
      .meta({ examples: [['etcd', 'curl']] }),
    state: z
      .enum(['present', 'installed', 'latest', 'absent', 'removed'])
      .default('present')
      .describe('The desired state of the packages.')
      .meta({ examples: ['latest'] }),
    enablerepo: oneOrMore(text())
      .default([])
      .describe('Disabled repositories to enable for this task.')
      .meta({ examples: [['epel']] }),
    disablerepo: oneOrMore(text())
      .default([])
      .describe('Repositories to disable for this task.')
      .meta({ examples: [['updates']] }),
    exclude: oneOrMore(text())
      .default([])
      .describe('Packages to exclude.')
      .meta({ examples: [['kernel*']] }),
    disable_gpg_check: flag()
      .default(false)
      .describe('Install packages without a valid signature.')
      .meta({ examples: [true] }),
    update_cache: flag()
      .default(false)
      .describe('Update the package metadata before packages are installed. Also works without `name`.')
      .meta({ examples: [true] }),
    autoremove: flag()
      .default(false)
      .describe(
        'Remove automatically installed packages that are no longer needed. Also works without `name`.',
      )
      .meta({ examples: [true] }),
    allow_downgrade: flag()
      .default(false)
      .describe('Allow the requested version to be older than the installed one.')
      .meta({ examples: [true] }),
    update_only: flag()
      .default(false)
      .describe('With `state: latest`, do not install packages that are missing.')
      .meta({ examples: [true] }),
    security: flag()
      .default(false)
      .describe('With `state: latest`, upgrade only to versions that fix security problems.')
      .meta({ examples: [true] }),
    bugfix: flag()
      .default(false)
      .describe('With `state: latest`, upgrade only to versions that fix bugs.')
      .meta({ examples: [true] }),
    download_only: flag()
      .default(false)
      .describe('Only download the packages and their dependencies.')
      .meta({ examples: [true] }),
    download_dir: hostPath()
      .optional()
      .describe(
        'The directory for downloaded packages. Default: the package cache. Only with `download_only`.',
      )
      .meta({ examples: ['/srv/rpms'] }),
    conf_file: hostPath()
      .optional()
      .describe('The configuration file to use instead of the default file of the host.')
      .meta({ examples: ['/etc/dnf/other.conf'] }),
    disable_excludes: text()
      .optional()
      .describe(
        'Ignore what configuration files exclude: in `all` of them, in `main`, or for the repository with this ID.',
      )
      .meta({ examples: ['all'] }),
    releasever: text()
      .optional()
      .describe('The release whose packages to install.')
      .meta({ examples: ['9'] }),
    enable_plugin: oneOrMore(text())
      .default([])
      .describe('Plugins to enable for this task.')
      .meta({ examples: [['versionlock']] }),
    disable_plugin: oneOrMore(text())
      .default([])
      .describe('Plugins to disable for this task.')
      .meta({ examples: [['fastestmirror']] }),
    install_weak_deps: flag()
      .default(true)
      .describe('Also install packages that others recommend. Only for dnf.')
      .meta({ examples: [false] }),
    skip_broken: flag()
      .default(false)
      .describe('Skip packages that cannot be installed.')
      .meta({ examples: [true] }),
    allowerasing: flag()
      .default(false)
      .describe('Allow the removal of packages that conflict. Only for dnf.')
      .meta({ examples: [true] }),
    nobest: flag()
      .default(false)
      .describe('Allow older versions if the newest ones cannot be installed. Only for dnf.')
      .meta({ examples: [true] }),
    sslverify: flag()
      .default(true)
      .describe('Whether the certificates of repositories are verified.')
      .meta({ examples: [false] }),
    list: text()
      .optional()
      .describe(
        'List packages and change nothing: `installed`, `updates`, `available`, a name or pattern; or `repos`. Without `name`.',
      )
      .meta({ examples: ['updates'] }),
    lock_timeout: number()
      .default(60)
      .describe('Seconds to wait for another package manager to finish.')
      .meta({ examples: [300] }),
  })
  .refine(({ list, name, autoremove }) => list === undefined || (name.length === 0 && !autoremove), {
    path: ['list'],
    message: 'cannot be combined with `name` and `autoremove`',
  })
  .refine(
    ({ state, update_only, security, bugfix }) => state === 'latest' || !(update_only || security || bugfix),
    {
      path: ['state'],
      message: 'expected `latest`: `update_only`, `security` and `bugfix` are about updates',
    },
  )

export type DnfParams = z.output<typeof dnfParams>

/** Returns the options of dnf and yum that select and configure repositories. */
export function repositoryOptions(params: DnfParams): string[] {
  const { conf_file, disable_excludes, releasever, sslverify } = params
  return [
    ...(conf_file === undefined ? [] : [`--config=${conf_file}`]),
    ...(releasever === undefined ? [] : [`--releasever=${releasever}`]),
    ...(disable_excludes === undefined ? [] : [`--disableexcludes=${disable_excludes}`]),
    ...params.enablerepo.map(repo => `--enablerepo=${repo}`),
    ...params.disablerepo.map(repo => `--disablerepo=${repo}`),
    ...params.exclude.map(name => `--exclude=${name}`),
    ...params.enable_plugin.map(name => `--enableplugin=${name}`),
    ...params.disable_plugin.map(name => `--disableplugin=${name}`),
    ...(sslverify ? [] : ['--setopt=sslverify=0']),
  ]
}

/** Returns the options that restrict updates to security or bug fixes. */
export function updateOptions({ security, bugfix }: DnfParams): string[] {
  return [...(security ? ['--security'] : []), ...(bugfix ? ['--bugfix'] : [])]
}

/** Returns the options of a transaction, without those about repositories. */
export function transactionOptions(params: DnfParams): string[] {
  return [
    ...(params.disable_gpg_check ? ['--nogpgcheck'] : []),
    ...(params.skip_broken ? ['--skip-broken'] : []),
    ...(params.allowerasing ? ['--allowerasing'] : []),
    ...(params.nobest ? ['--nobest'] : []),
    ...(params.install_weak_deps ? [] : ['--setopt=install_weak_deps=0']),
    ...(params.download_only ? ['--downloadonly'] : []),
    ...(params.download_dir === undefined ? [] : [`--downloaddir=${params.download_dir}`]),
  ]
}

/** Returns the names of a task; each item of `name` may hold several, separated by commas. */
export function namesOf({ name }: Pick<DnfParams, 'name'>): string[] {
  const names = name.flatMap(each => each.split(','))
  return names.map(each => each.trim()).filter(each => each !== '')
}
