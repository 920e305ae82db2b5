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
  type ShellText,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import { groupId, usersOfGroup } from '../../src/built-in/host.ts'
import { omitUndefined } from '../../src/built-in/params.ts'

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
  local: flag()
    .default(false)
    .describe(
      'Has no effect: groups are always created in /etc/group. A group of that name in a directory such as LDAP counts as existing.',
    )
    .meta({ examples: [true] }),
  non_unique: flag()
    .default(false)
    .describe('Allow a GID that another group already has.')
    .meta({ examples: [true] }),
})

interface GroupPlan {
  readonly verb: 'add' | 'modify' | 'delete'
}

const ADD: GroupPlan = { verb: 'add' }
const MODIFY: GroupPlan = { verb: 'modify' }
const DELETE: GroupPlan = { verb: 'delete' }

export default defineTask({
  summary: 'Creates, changes or deletes a group.',
  example: `- group:
    name: etcd
    system: true
`,
  params,
  outputs: {
    name: 'The name of the group.',
    state: '`present` or `absent`.',
    gid: 'The GID of the group; only with `state: present`.',
    system: 'The value of `system`; only with `state: present`.',
  },
  check: async ({ host, params }) => {
    const gid = await host.ask(groupId(params.name))
    const resource = `group:${params.name}`
    if (params.state === 'absent') {
      if (gid === null) return inSync({ name: params.name, state: 'absent' })
      const [user] = await host.ask(usersOfGroup(params.name))
      if (user !== undefined) throw inUse(params.name, user)
      return plan([{ resource, action: 'delete', before: { gid }, after: null }], DELETE)
    }
    const wanted = orUnknown(() => params.gid)
    const system = orUnknown(() => params.system)
    const outputs = { name: params.name, state: 'present', gid: wanted ?? gid, system }
    if (gid === null)
      return plan(
        [{ resource, action: 'create', before: null, after: omitUndefined({ gid: wanted }) }],
        ADD,
        omitUndefined({ ...outputs, gid: wanted }),
      )
    if (wanted === undefined || known(wanted) === gid) return inSync(outputs)
    return plan([{ resource, action: 'update', before: { gid }, after: { gid: wanted } }], MODIFY, outputs)
  },
  mayChange: ({ params }) => [{ resource: `group:${params.name}` }],
  apply: async ({ host, params, plan: { data } }) => {
    const { status, stderr } = await host.run(scriptOf(params, data.verb), {
      title: `group ${params.name}`,
      ok: 'any',
    })
    if (status !== 0)
      throw new TaskError(
        `the group ${params.name} cannot be ${DONE[data.verb]}: ${stderr.toString().trim()}`,
      )
  },
})

function scriptOf(
  { name, gid, non_unique, system }: z.output<typeof params>,
  verb: GroupPlan['verb'],
): ShellText {
  if (verb === 'delete')
    return sh`if command -v groupdel >/dev/null; then groupdel -- ${name}; else delgroup ${name}; fi`
  const number = gid === undefined ? [] : ['-g', String(gid)]
  // groupadd takes -o only with -g.
  const same = non_unique && gid !== undefined ? ['-o'] : []
  if (verb === 'modify') return sh`groupmod ${[...number, ...same]} -- ${name}`
  return sh`if command -v groupadd >/dev/null; then groupadd ${[...number, ...same, ...(system ? ['-r'] : [])]} -- ${name}; else addgroup ${[...number, ...(system ? ['-S'] : [])]} ${name}; fi`
}

const DONE = { add: 'created', modify: 'changed', delete: 'deleted' } as const

function inUse(name: string, user: string): TaskError {
  return new TaskError(`the group \`${name}\` is the primary group of the user \`${user}\``, {
    hint: 'remove the user first, or give it another primary group',
  })
}
