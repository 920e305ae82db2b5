/**
 * Whether the SELinux policy only reports violations of a domain, instead of preventing them.
 *
 *     - selinux_permissive: { name: httpd_t, permissive: true }
 */
import { defineTask, flag, inSync, type Probe, plan, probe, sh, text, z } from '../../src/authoring/task.ts'
import { requireSelinuxTools } from '../../src/built-in/system.ts'

const params = z.strictObject({
  domain: text()
    .refine(name => /^\w+$/.test(name), 'expected a domain, such as `httpd_t`')
    .describe('The domain.')
    .meta({ examples: ['httpd_t'] }),
  permissive: flag()
    .describe('Whether it is permissive.')
    .meta({ examples: [true] }),
  no_reload: flag()
    .default(false)
    .describe('Do not load the policy again.')
    .meta({ examples: [true] }),
  store: text()
    .refine(
      name => name === '' || /^\w[\w.-]*$/.test(name),
      'expected the name of a policy, such as `targeted`',
    )
    .default('')
    .describe('The policy to change; by default, that of the host.')
    .meta({ examples: ['targeted'] }),
})

export default defineTask({
  summary: 'Makes a domain of the SELinux policy permissive, or enforces the policy for it again.',
  example: `- selinux_permissive:
    name: httpd_t
    permissive: true
`,
  params,
  aliases: { name: 'domain' },
  outputs: {
    domain: 'The value of `domain`.',
    permissive: 'The value of `permissive`.',
    store: 'The value of `store`.',
  },
  check: async ({ host, params: { domain, permissive, store } }) => {
    await requireSelinuxTools(host, ['semodule', 'semanage'])
    const outputs = { domain, permissive, store }
    const isPermissive = await host.ask(permissiveDomain(domain, store))
    if (isPermissive === permissive) return inSync(outputs)
    const change = {
      resource: resourceOf(domain, store),
      action: permissive ? 'add' : 'delete',
      before: { isPermissive },
      after: { isPermissive: permissive },
    }
    return plan([change], null, outputs)
  },
  mayChange: ({ params: { domain, store } }) => [{ resource: resourceOf(domain, store) }],
  apply: async ({ host, params: { domain, permissive, no_reload, store } }) => {
    const options = [...(store === '' ? [] : ['-S', store]), ...(no_reload ? ['-N'] : [])]
    const verb = permissive ? '-a' : '-d'
    await host.run(sh`LC_ALL=C semanage permissive ${[verb, ...options, domain]}`, {
      title: `semanage permissive ${verb} ${domain}`,
    })
  },
})

function resourceOf(domain: string, store: string): string {
  return `selinux-permissive:${domain}${store === '' ? '' : ` (${store})`}`
}

/**
 * Returns a probe for whether a domain is permissive, for which semanage adds a policy module that is named after it.
 */
function permissiveDomain(domain: string, store: string): Probe<boolean> {
  return probe<boolean>({
    title: `whether ${domain} is permissive`,
    script: sh`LC_ALL=C semodule -l ${store === '' ? [] : ['-s', store]}`,
    parse: ({ stdout }) =>
      stdout
        .toString()
        .split('\n')
        .some(line => line.split(/\s/)[0] === `permissive_${domain}`),
    own: { resource: resourceOf(domain, store), after: ({ after }) => after?.isPermissive === true },
  })
}
