import { z } from 'zod'
import { flag, text } from '../../authoring/params.ts'
import { filledLineParam } from '../line-param.ts'
import type { RepoSettings } from '../text/yum-repos.ts'

function lineParam(description: string, example: string) {
  return filledLineParam()
    .optional()
    .describe(description)
    .meta({ examples: [example] })
}

function flagParam(description: string, example: boolean) {
  return flag()
    .optional()
    .describe(description)
    .meta({ examples: [example] })
}

/** Returns the schema of a list of lines, which may also be one string with commas between its items. */
function listParam(description: string, example: readonly string[]) {
  return z
    .union([
      z.array(filledLineParam()),
      filledLineParam().transform(all => all.split(',').map(each => each.trim())),
    ])
    .optional()
    .describe(description)
    .meta({ examples: [example] })
}

function choiceParam<const C extends readonly [string, ...string[]]>(description: string, choices: C) {
  return text()
    .pipe(z.enum(choices))
    .optional()
    .describe(description)
    .meta({ examples: [choices[0]] })
}

/** The settings of a repository that `yum_repository` has as params, under the names of yum.conf(5). */
export const yumSettings = {
  async: flagParam('Whether yum downloads from this repository in parallel. Has no effect on dnf.', false),
  bandwidth: lineParam(
    'Network bandwidth in bytes per second. A percentage in `throttle` refers to it.',
    '1M',
  ),
  baseurl: listParam('URLs of the directory that contains `repodata`.', [
    'https://rpm.example.com/el$releasever',
  ]),
  cost: lineParam('Relative cost of the repository. The default of dnf is 1000.', '500'),
  deltarpm_metadata_percentage: lineParam(
    'Maximum size of the metadata of delta packages, as a percentage of the packages.',
    '100',
  ),
  deltarpm_percentage: lineParam('Maximum size of a delta package, as a percentage of the package.', '75'),
  enabled: flagParam('Whether the repository is enabled.', false),
  enablegroups: flagParam('Whether the package groups of the repository can be installed.', false),
  exclude: listParam('Packages that are not installed from the repository.', ['kernel*']),
  failovermethod: choiceParam('How to choose one of several URLs.', ['roundrobin', 'priority']),
  gpgcakey: lineParam(
    'URL of the key that verifies the keys of the repository.',
    'https://rpm.example.com/ca.asc',
  ),
  gpgcheck: flagParam('Whether to verify the signatures of packages.', true),
  gpgkey: listParam('URLs of the keys that verify packages.', ['https://rpm.example.com/key.asc']),
  http_caching: choiceParam('What HTTP caches between the host and the server may store.', [
    'all',
    'packages',
    'none',
  ]),
  include: lineParam('Path of an additional configuration file.', '/etc/yum.repos.d/more.inc'),
  includepkgs: listParam('The only packages that are installed from the repository.', ['nginx*']),
  ip_resolve: choiceParam('Which IP version to use for connections.', ['4', '6', 'IPv4', 'IPv6', 'whatever']),
  keepalive: flagParam('Whether to reuse HTTP connections.', true),
  keepcache: choiceParam('Whether to keep downloaded packages.', ['0', '1']),
  metadata_expire: lineParam('Seconds after which the metadata expires and is downloaded again.', '21600'),
  metadata_expire_filter: choiceParam('Which commands download expired metadata again.', [
    'never',
    'read-only:past',
    'read-only:present',
    'read-only:future',
  ]),
  metalink: lineParam(
    'URL of a metalink file that lists the mirrors.',
    'https://mirrors.example.com/metalink',
  ),
  mirrorlist: lineParam('URL of a file that lists the mirrors.', 'https://mirrors.example.com/list'),
  mirrorlist_expire: lineParam('Seconds after which the list of mirrors is downloaded again.', '21600'),
  module_hotfixes: flagParam('Whether to ignore module filtering for this repository.', true),
  password: lineParam('Password for `username`. It is masked in output.', '{{repo_password}}'),
  priority: lineParam('Priority of the repository. 1 is the highest priority.', '10'),
  protect: flagParam(
    'Whether packages of this repository are protected from updates by other repositories.',
    true,
  ),
  proxy: lineParam('URL of a proxy. `_none_` means no proxy.', 'http://proxy.example.com:3128'),
  proxy_password: lineParam('Password for `proxy_username`. It is masked in output.', '{{proxy_password}}'),
  proxy_username: lineParam('User name for the proxy.', 'deploy'),
  repo_gpgcheck: flagParam('Whether to verify the signature of the metadata.', true),
  retries: lineParam('Maximum number of attempts to download a file. 0 means no limit.', '3'),
  s3_enabled: flagParam('Whether the repository is in Amazon S3. Requires a plugin of yum.', true),
  skip_if_unavailable: flagParam('Whether to skip the repository if it cannot be reached.', true),
  ssl_check_cert_permissions: flagParam('Whether to check that the certificate files can be read.', true),
  sslcacert: lineParam('Path of a file or directory with the trusted authorities.', '/etc/pki/ca.pem'),
  sslclientcert: lineParam('Path of the client certificate.', '/etc/pki/client.pem'),
  sslclientkey: lineParam('Path of the private key of the client certificate.', '/etc/pki/client-key.pem'),
  sslverify: flagParam('Whether the certificate of the server must be valid.', false),
  throttle: lineParam('Bandwidth limit, in bytes per second or as a percentage.', '50%'),
  timeout: lineParam('Seconds after which a connection attempt fails.', '30'),
  ui_repoid_vars: lineParam('Variables to show after the repository ID.', 'releasever basearch'),
  username: lineParam('User name for the repository.', 'deploy'),
} as const

type SettingName = keyof typeof yumSettings

/** Converts the params to the settings of a repository file, sorted by name; `description` is the setting `name`. */
export function repoSettings(
  description: string,
  given: Readonly<Partial<Record<SettingName, string | boolean | readonly string[] | undefined>>>,
): RepoSettings {
  const names = (Object.keys(yumSettings) as SettingName[]).filter(name => given[name] !== undefined)
  const settings = names.map(name => [name, settingText(name, given[name] ?? '')] as const)
  return [...settings, ['name', description] as const].sort(([one], [other]) => (one < other ? -1 : 1))
}

function settingText(name: SettingName, value: string | boolean | readonly string[]): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'string') return value
  return value.join(name === 'baseurl' || name === 'gpgkey' ? '\n' : ' ')
}
