/**
 * Installs, upgrades or removes packages with the package manager of the host.
 *
 *     - package:
 *         name: [curl, tar]
 *         state: present
 */
import { composeTask, flag, number, oneOrMore, orUnknown, text, z } from '../../src/authoring/task.ts'
import { APT_OUTPUTS, HOMEBREW_OUTPUTS } from '../../src/built-in/packages.ts'
import { omitUndefined } from '../../src/built-in/params.ts'

const params = z.strictObject({
  name: oneOrMore(text())
    .describe('Package names.')
    .meta({ examples: [['curl', 'tar']] }),
  state: z
    .enum(['present', 'installed', 'latest', 'absent', 'removed'])
    .default('present')
    .describe('The desired state of the packages.')
    .meta({ examples: ['latest'] }),
  update_cache: flag()
    .default(false)
    .describe('Update the package lists before packages are installed.')
    .meta({ examples: [true] }),
  autoremove: flag()
    .optional()
    .describe(
      'Also remove automatically installed packages that are no longer needed. Only for apt, dnf and yum.',
    )
    .meta({ examples: [true] }),
  allow_downgrade: flag()
    .optional()
    .describe('Allow the requested version to be older than the installed one. Only for apt, dnf and yum.')
    .meta({ examples: [true] }),
  cache_valid_time: number()
    .optional()
    .describe('How long the package lists count as fresh, in seconds. Only for apt.')
    .meta({ examples: [3600] }),
  install_recommends: flag()
    .optional()
    .describe('Whether to install recommended packages. Only for apt.')
    .meta({ examples: [false] }),
  purge: flag()
    .optional()
    .describe('Also remove configuration files. Only for apt.')
    .meta({ examples: [true] }),
  enablerepo: oneOrMore(text())
    .optional()
    .describe('Disabled repositories to enable for this task. Only for dnf and yum.')
    .meta({ examples: [['epel']] }),
  disablerepo: oneOrMore(text())
    .optional()
    .describe('Repositories to disable for this task. Only for dnf and yum.')
    .meta({ examples: [['updates']] }),
  disable_gpg_check: flag()
    .optional()
    .describe('Install packages without a valid signature. Only for dnf and yum.')
    .meta({ examples: [true] }),
  use: z
    .enum(['auto', 'apt', 'dnf', 'yum', 'apk', 'pacman', 'zypper', 'homebrew'])
    .default('auto')
    .describe('The package manager; `auto` uses the one on the host.')
    .meta({ examples: ['apt'] }),
})

export default composeTask({
  summary: 'Installs, upgrades or removes packages with the package manager of the host.',
  example: `- package:
    name: [curl, tar]
    state: present
`,
  params,
  aliases: { pkg: 'name' },
  outputs: { ...APT_OUTPUTS, ...HOMEBREW_OUTPUTS },
  expand: ({ params }) => {
    const { use } = params
    const given = (names: readonly (keyof typeof params)[]) =>
      omitUndefined(Object.fromEntries(names.map(name => [name, orUnknown(() => params[name])])))
    const forApt = given([...SHARED, 'cache_valid_time', 'install_recommends', 'purge'])
    const forDnf = given([...SHARED, 'enablerepo', 'disablerepo', 'disable_gpg_check'])
    if (use === 'apt') return [{ type: 'apt', params: forApt }]
    if (use === 'dnf' || use === 'yum') return [{ type: 'dnf', params: forDnf }]
    const forOthers = given(['name', 'state', 'update_cache'])
    const forBrew = { ...given(['name', 'state']), update_homebrew: orUnknown(() => params.update_cache) }
    if (use === 'homebrew') return [{ type: 'homebrew', params: forBrew }]
    if (use !== 'auto') return [{ type: use, params: forOthers }]
    return [
      { type: 'apt', params: forApt, when: 'ansible_facts.pkg_mgr == "apt"' },
      { type: 'dnf', params: forDnf, when: 'ansible_facts.pkg_mgr in ["dnf", "yum"]' },
      ...OTHERS.map(type => ({ type, params: forOthers, when: `ansible_facts.pkg_mgr == "${type}"` })),
      { type: 'homebrew', params: forBrew, when: 'ansible_facts.pkg_mgr == "homebrew"' },
      {
        type: 'fail',
        params: { msg: 'the host has no apt, dnf, yum, apk, pacman, zypper or homebrew' },
        when: '!(ansible_facts.pkg_mgr in ["apt", "dnf", "yum", "apk", "pacman", "zypper", "homebrew"])',
      },
    ]
  },
})

/** The package managers that share only names, state and lists with apt and dnf. */
const OTHERS = ['apk', 'pacman', 'zypper'] as const

/** The params that apt and dnf share. */
const SHARED = ['name', 'state', 'update_cache', 'autoremove', 'allow_downgrade'] as const
