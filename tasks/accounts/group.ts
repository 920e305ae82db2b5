/**
 * A group of users.
 *
 *     - group: { name: etcd, system: true }
 */
import {
  defineTask,
  flag,
  inSync,
  known,
  number,
  orUnknown,
  plan,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import { groupId, omitUndefined, usersOfGroup } from '../../src/built-in.ts'

const params = z.strictObject({
  name: text()
    .refine(name => /^[A-Za-z_][A-Za-z0-9_.-]*\$?$/.test(name), 'expected a group name')
    .describe('Group name.')
    .meta({ examples: ['etcd'] }),
  gid: number()
    .optional()
    .describe('GID of the group.')
    .meta({ examples: [2001] }),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Whether the group should exist.')
    .meta({ examples: ['absent'] }),
  system: flag()
    .default(false)
    .describe('Create the group with a GID from the system range.')
    .meta({ examples: [true] }),
  non_unique: flag()
    .default(false)
    .describe('Allow a GID that another group already has.')
    .meta({ examples: [true] }),
})

export default defineTask<typeof params, { verb: 'add' | 'modify' | 'delete' }>({
  summary: 'Creates, changes or deletes a group.',
  example: `- group:
    name: etcd
    system: true
`,
  params,
  check: async ({ host, params }) => {
    const gid = await host.ask(groupId(params.name))
    const resource = `group:${params.name}`
    if (params.state === 'absent') {
      if (gid === null) return inSync({ name: params.name, state: 'absent' })
      const [user] = await host.ask(usersOfGroup(params.name))
      if (user !== undefined) throw inUse(params.name, user)
      return plan([{ resource, action: 'delete', before: { gid }, after: null }], { verb: 'delete' })
    }
    const wanted = orUnknown(() => params.gid)
    const system = orUnknown(() => params.system)
    const outputs = { name: params.name, state: 'present', gid: wanted ?? gid, system }
    if (gid === null)
      return plan(
        [{ resource, action: 'create', before: null, after: omitUndefined({ gid: wanted }) }],
        { verb: 'add' },
        omitUndefined({ ...outputs, gid: wanted }),
      )
    if (wanted === undefined || known(wanted) === gid) return inSync(outputs)
    return plan(
      [{ resource, action: 'update', before: { gid }, after: { gid: wanted } }],
      { verb: 'modify' },
      outputs,
    )
  },
  mayChange: ({ params }) => [{ resource: `group:${params.name}` }],
  apply: async ({ host, params, plan: { data } }) => {
    const number = params.gid === undefined ? [] : ['-g', String(params.gid)]
    // groupadd takes -o only with -g.
    const same = params.non_unique && params.gid !== undefined ? ['-o'] : []
    const script =
      data.verb === 'delete'
        ? sh`if command -v groupdel >/dev/null; then groupdel -- ${params.name}; else delgroup ${params.name}; fi`
        : data.verb === 'modify'
          ? sh`groupmod ${[...number, ...same]} -- ${params.name}`
          : sh`if command -v groupadd >/dev/null; then groupadd ${[...number, ...same, ...(params.system ? ['-r'] : [])]} -- ${params.name}; else addgroup ${[...number, ...(params.system ? ['-S'] : [])]} ${params.name}; fi`
    const { status, stderr } = await host.run(script, { title: `group ${params.name}`, ok: 'any' })
    if (status !== 0)
      throw new TaskError(
        `the group ${params.name} cannot be ${DONE[data.verb]}: ${stderr.toString().trim()}`,
      )
  },
})

const DONE = { add: 'created', modify: 'changed', delete: 'deleted' } as const

function inUse(name: string, user: string): TaskError {
  return new TaskError(`the group \`${name}\` is the primary group of the user \`${user}\``, {
    hint: 'take the user away first, or give it another group',
  })
}
