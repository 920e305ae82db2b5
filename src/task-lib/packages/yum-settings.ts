import { z } from 'zod'
import { flag, text } from '../../authoring/params.ts'
import type { RepoSettings } from '../text/yum-repos.ts'

function oneLine() {
  return text().refine(value => value.trim() !== '' && !/[\r\n\0]/.test(value), 'expected one line')
}

function lineParam(description: string, example: string) {
  return oneLine()
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

/** A list; in one text, with commas between its items. */
function listParam(description: string, example: readonly string[]) {
  return z
    .union([z.array(oneLine()), oneLine().transform(all => all.split(',').map(each => each.trim()))])
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
  async: flagParam('Whether yum downloads from this repository in parallel. Not for dnf.', false),
  bandwidth: lineParam('Network bandwidth in bytes per second, which `throttle` can be a part of.', '1M'),
  baseurl: listParam('URLs of the directory that has `repodata`.', ['https://rpm.example.com/el$releasever']),
  cost: lineParam('Relative cost of the repository; 1000 is usual.', '500'),
  deltarpm_metadata_percentage: lineParam(
    'Largest size of the metadata of deltas, in percent of the packages.',
    '100',
  ),
  deltarpm_percentage: lineParam('Largest size of a delta, in percent of the package.', '75'),
  enabled: flagParam('Whether the repository is used.', false),
  enablegroups: flagParam('Whether groups of packages are used.', false),
  exclude: listParam('Packages that do not come from the repository.', ['kernel*']),
  failovermethod: choiceParam('How one of several URLs is chosen.', ['roundrobin', 'priority']),
  gpgcakey: lineParam('URL of the key that signs keys.', 'https://rpm.example.com/ca.asc'),
  gpgcheck: flagParam('Whether signatures of packages are checked.', true),
  gpgkey: listParam('URLs of the keys that sign packages.', ['https://rpm.example.com/key.asc']),
  http_caching: choiceParam('What caches on the way may keep.', ['all', 'packages', 'none']),
  include: lineParam('Another file of settings.', '/etc/yum.repos.d/more.inc'),
  includepkgs: listParam('The only packages that come from the repository.', ['nginx*']),
  ip_resolve: choiceParam('Which addresses of hosts are used.', ['4', '6', 'IPv4', 'IPv6', 'whatever']),
  keepalive: flagParam('Whether connections are kept.', true),
  keepcache: choiceParam('Whether downloaded packages are kept.', ['0', '1']),
  metadata_expire: lineParam('Seconds after which the metadata is fetched again.', '21600'),
  metadata_expire_filter: choiceParam('Which commands need fresh metadata.', [
    'never',
    'read-only:past',
    'read-only:present',
    'read-only:future',
  ]),
  metalink: lineParam(
    'URL of a metalink, from which the mirrors are made.',
    'https://mirrors.example.com/metalink',
  ),
  mirrorlist: lineParam('URL of a list of mirrors.', 'https://mirrors.example.com/list'),
  mirrorlist_expire: lineParam('Seconds after which the list of mirrors is fetched again.', '21600'),
  module_hotfixes: flagParam('Whether packages of modules are not filtered.', true),
  password: lineParam('Password for `username`. It is not shown.', '{{repo_password}}'),
  priority: lineParam('Priority of the repository, 1 first.', '10'),
  protect: flagParam('Whether other repositories may not update its packages.', true),
  proxy: lineParam('URL of a proxy; `_none_` for none.', 'http://proxy.example.com:3128'),
  proxy_password: lineParam('Password for `proxy_username`. It is not shown.', '{{proxy_password}}'),
  proxy_username: lineParam('User name for the proxy.', 'deploy'),
  repo_gpgcheck: flagParam('Whether the signature of the metadata is checked.', true),
  retries: lineParam('How often a download is tried; 0 for ever.', '3'),
  s3_enabled: flagParam('Whether the repository is in S3, for the plugin of yum.', true),
  skip_if_unavailable: flagParam('Whether the repository is left out if it cannot be reached.', true),
  ssl_check_cert_permissions: flagParam('Whether it is checked that certificates can be read.', true),
  sslcacert: lineParam('File or directory of the authorities to trust.', '/etc/pki/ca.pem'),
  sslclientcert: lineParam('File of the certificate of the host.', '/etc/pki/client.pem'),
  sslclientkey: lineParam('File of the private key of the host.', '/etc/pki/client-key.pem'),
  sslverify: flagParam('Whether the certificate of the server must be valid.', false),
  throttle: lineParam('Limit of the bandwidth, in bytes per second or percent.', '50%'),
  timeout: lineParam('Seconds to wait for a connection.', '30'),
  ui_repoid_vars: lineParam('Variables that are shown after the ID.', 'releasever basearch'),
  username: lineParam('User name for the repository.', 'deploy'),
} as const

type SettingName = keyof typeof yumSettings

/** The settings of a repository as its file has them; `description` is its setting `name`. */
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
