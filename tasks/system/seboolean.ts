/**
 * A boolean of the SELinux policy: on or off, now and after a reboot.
 *
 *     - seboolean: { name: httpd_can_network_connect, state: true, persistent: true }
 */
import {
  defineTask,
  flag,
  inSync,
  type Probe,
  plan,
  probe,
  type ReadHost,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import { prefetchLikely } from '../../src/built-in/host.ts'
import { isSelinuxOn, requireSelinuxTools, semanageLines } from '../../src/built-in/system.ts'

const params = z.strictObject({
  name: text()
    .refine(name => /^\w+$/.test(name), 'expected the name of a boolean, such as `httpd_can_network_connect`')
    .describe('Name of the boolean.')
    .meta({ examples: ['httpd_can_network_connect'] }),
  state: flag()
    .describe('Whether the boolean is on.')
    .meta({ examples: [true] }),
  persistent: flag()
    .default(false)
    .describe('Also set the boolean for the next boot.')
    .meta({ examples: [true] }),
  ignore_selinux_state: flag()
    .default(false)
    .describe('If SELinux is disabled, set the boolean only for the next boot, with `persistent`.')
    .meta({ examples: [true] }),
})

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Sets an SELinux boolean.',
  example: `- seboolean:
    name: httpd_can_network_connect
    state: true
    persistent: true
`,
  params,
  outputs: {
    name: 'The value of `name`.',
    state: 'The value of `state`.',
    persistent: 'The value of `persistent`.',
  },
  check: async ({ host, params }) => {
    const { name, state, persistent } = params
    const outputs = { name, state, persistent }
    // Without the param, disabled SELinux is an error, so it is probably on.
    const isExpectedOn = !params.ignore_selinux_state
    const requireTools = prefetchLikely(isExpectedOn, on => requireSelinuxTools(host, toolsFor(params, on)))
    const readValues = prefetchLikely(isExpectedOn, on => valuesOf(host, params, on))
    const isOn = await isSelinuxOn(host, params.ignore_selinux_state)
    if (!isOn && !persistent)
      throw new TaskError(
        'SELinux is disabled on the host, so the boolean cannot be set in the running system',
        {
          hint: 'set `persistent: true`',
        },
      )
    await requireTools(isOn)
    const [now, atBoot] = await readValues(isOn)
    if (now === null || atBoot === null)
      throw new TaskError(`the SELinux policy has no boolean \`${name}\``, {
        hint: '`semanage boolean -l` lists the booleans; if a policy module contains it, install the module in an earlier task',
      })
    const changes = [change(name, 'now', now, state), change(name, 'boot', atBoot, state)].flat()
    if (changes.length === 0) return inSync(outputs)
    return plan(changes, { isOn }, outputs)
  },
  mayChange: ({ params }) =>
    (['now', 'boot'] as const).map(when => ({ resource: resourceOf(params.name, when) })),
  apply: async ({ host, params: { name, state, persistent }, plan: { data } }) => {
    const value = state ? 'on' : 'off'
    const words = data.isOn
      ? ['setsebool', ...(persistent ? ['-P'] : []), name, value]
      : // Without a kernel that has a policy, only semanage sets it.
        ['semanage', 'boolean', '-N', '-m', `--${value}`, name]
    await host.run(sh`LC_ALL=C ${words}`, { title: `set ${name} to ${value}` })
  },
})

/** Which value is meant: the one in the running kernel, or the one in the policy on disk. */
type When = 'now' | 'boot'

function resourceOf(name: string, when: When): string {
  return `selinux-boolean:${name} (${when === 'now' ? 'now' : 'at boot'})`
}

function change(name: string, when: When, value: boolean | undefined, wanted: boolean) {
  if (value === undefined || value === wanted) return []
  const [before, after] = [{ isOn: value }, { isOn: wanted }]
  return [{ resource: resourceOf(name, when), action: 'update', before, after }]
}

function toolsFor({ persistent }: Params, isOn: boolean) {
  return [
    ...(isOn ? (['getsebool', 'setsebool'] as const) : []),
    ...(persistent ? (['semanage'] as const) : []),
  ]
}

/** Returns the value in the running kernel and the one at boot; undefined for a value that the task does not set. */
function valuesOf(host: ReadHost, { name, persistent }: Params, isOn: boolean) {
  return Promise.all([
    isOn ? host.ask(activeValue(name)) : undefined,
    persistent ? host.ask(valueAtBoot(name)) : undefined,
  ])
}

/** Returns a probe for the value in the running kernel; null if it has no such boolean. */
function activeValue(name: string): Probe<boolean | null> {
  return probe<boolean | null>({
    title: `boolean ${name}`,
    script: sh`LC_ALL=C getsebool ${name} 2>/dev/null`,
    answers: [0, 1],
    parse: ({ status, stdout }) => (status === 0 ? / --> on\b/.test(stdout.toString()) : null),
    own: { resource: resourceOf(name, 'now'), after: ({ after }) => after?.isOn === true },
  })
}

/**
 * Returns a probe for the value in the policy on disk, from lines `NAME (on , off) …` of `semanage boolean`; null if it
 * has no such boolean.
 */
function valueAtBoot(name: string): Probe<boolean | null> {
  return probe<boolean | null>({
    title: `boolean ${name} at boot`,
    script: semanageLines(['boolean', '-l', '-n'], `${name} `),
    parse: ({ stdout }) => {
      const [, atBoot] = new RegExp(`^${name} +\\( *\\w+ *, *(\\w+) *\\)`, 'm').exec(stdout.toString()) ?? []
      return atBoot === undefined ? null : atBoot === 'on'
    },
    own: { resource: resourceOf(name, 'boot'), after: ({ after }) => after?.isOn === true },
  })
}
