/**
 * Installs, upgrades or removes packages with the package manager of the host.
 *
 *     - package:
 *         name: [curl, tar]
 *         state: present
 */
import { composeTask, flag, oneOrMore, orUnknown, text, z } from '../../src/authoring/task.ts'
import { omitUndefined } from '../../src/built-in.ts'

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
  use: z
    .enum(['auto', 'apt', 'dnf', 'yum'])
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
  expand: ({ params }) => {
    const { use } = params
    const wanted = omitUndefined({
      name: orUnknown(() => params.name),
      state: orUnknown(() => params.state),
      update_cache: orUnknown(() => params.update_cache),
    })
    if (use === 'apt') return [{ type: 'apt', params: wanted }]
    if (use === 'dnf' || use === 'yum') return [{ type: 'dnf', params: wanted }]
    return [
      { type: 'apt', params: wanted, when: 'ansible_facts.pkg_mgr == "apt"' },
      { type: 'dnf', params: wanted, when: 'ansible_facts.pkg_mgr in ["dnf", "yum"]' },
      {
        type: 'fail',
        params: { msg: 'the host has no apt, dnf or yum' },
        when: '!(ansible_facts.pkg_mgr in ["apt", "dnf", "yum"])',
      },
    ]
  },
})
