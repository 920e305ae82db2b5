/**
 * The SELinux type of network ports.
 *
 *     - seport: { ports: 8888, proto: tcp, setype: http_port_t }
 */
import { defineTask, flag, type ReadHost, text, z } from '../../src/authoring/task.ts'
import {
  isSelinuxOn,
  planSemanage,
  portResource,
  portType,
  requireSelinuxTools,
  runSemanage,
  type SemanageStep,
} from '../../src/built-in/system.ts'
import { commaList } from '../../src/built-in/text.ts'

const port = text().refine(
  word => /^\d{1,5}(-\d{1,5})?$/.test(word) && word.split('-').every(each => Number(each) < 65536),
  'expected a port or a range of ports, such as `8080` or `10000-10100`',
)

const params = z.strictObject({
  ports: commaList(port)
    .describe('Ports and ranges of ports.')
    .meta({ examples: [['8080', '10000-10100']] }),
  proto: z
    .enum(['tcp', 'udp', 'dccp', 'sctp'])
    .describe('Protocol of the ports.')
    .meta({ examples: ['tcp'] }),
  setype: text()
    .refine(type => /^\w+$/.test(type), 'expected an SELinux type')
    .describe('Type of the ports.')
    .meta({ examples: ['http_port_t'] }),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('`absent` removes what was added to the policy. It cannot remove ports of the policy itself.')
    .meta({ examples: ['absent'] }),
  reload: flag()
    .default(true)
    .describe('Load the policy again.')
    .meta({ examples: [false] }),
  ignore_selinux_state: flag()
    .default(false)
    .describe('Change the policy on disk even if SELinux is disabled.')
    .meta({ examples: [true] }),
  local: flag()
    .default(false)
    .describe('Add ports even if the policy itself already gives them that type.')
    .meta({ examples: [true] }),
})

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Assigns a type to network ports in the SELinux policy, or removes the assignment.',
  example: `- seport:
    ports: 8888
    proto: tcp
    setype: http_port_t
`,
  params,
  outputs: {
    ports: 'The value of `ports`, as a list.',
    proto: 'The value of `proto`.',
    setype: 'The value of `setype`.',
    state: 'The value of `state`.',
  },
  check: async ({ host, params }) => {
    await isSelinuxOn(host, params.ignore_selinux_state)
    await requireSelinuxTools(host, ['semanage'])
    const { ports, proto, setype, state } = params
    const outputs = { ports: [...ports], proto, setype, state }
    const found = await Promise.all(ports.map(each => stepFor(host, params, each)))
    return planSemanage(
      found.filter(step => step !== undefined),
      outputs,
    )
  },
  mayChange: ({ params: { ports, proto } }) => ports.map(each => ({ resource: portResource(each, proto) })),
  apply: ({ host, params, plan: { data } }) => runSemanage(host, 'port', data, params),
})

/** Returns the step for one port; undefined if it is already in the desired state. */
async function stepFor(host: ReadHost, params: Params, port: string): Promise<SemanageStep | undefined> {
  const { proto, setype, state } = params
  const isLocal = params.local || state === 'absent'
  const [all, local] = await Promise.all([
    state === 'absent' ? undefined : host.ask(portType(port, proto, 'all')),
    isLocal ? host.ask(portType(port, proto, 'local')) : undefined,
  ])
  const now = isLocal ? local : all
  const resource = portResource(port, proto)
  if (state === 'absent') {
    if (now !== setype) return undefined
    const change = { resource, action: 'delete', before: { setype }, after: null }
    return { words: ['-d', '-p', proto, port], change }
  }
  if (now === setype) return undefined
  const before = now === undefined ? null : { setype: now }
  const change = { resource, action: before === null ? 'add' : 'update', before, after: { setype } }
  return { words: [all === undefined ? '-a' : '-m', '-t', setype, '-p', proto, port], change }
}
