/**
 * A volume group of LVM.
 *
 *     - lvg: { vg: data, pvs: /dev/vdb1 }
 */
import {
  type ChangeInput,
  defineTask,
  flag,
  inSync,
  plan,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import { onlyRunTells, splitWords, wordsParam } from '../../src/built-in/params.ts'
import {
  devices,
  type GroupState,
  groupResource,
  groupState,
  lvmName,
  requireLvm,
} from '../../src/built-in/storage.ts'

const options = (command: string, example: string) =>
  wordsParam('expected options with their quotes closed')
    .default('')
    .describe(`Additional options of ${command}.`)
    .meta({ examples: [example] })

const params = z
  .strictObject({
    vg: lvmName()
      .describe('Name of the volume group.')
      .meta({ examples: ['data'] }),
    pvs: devices()
      .default([])
      .describe(
        'The devices of the group. They become physical volumes. All other devices are removed from the group.',
      )
      .meta({ examples: ['/dev/vdb1', ['/dev/vdb1', '/dev/vdc1']] }),
    pesize: text()
      .refine(size => /^\d+(\.\d+)?[bskmg]?$/i.test(size), 'expected a size such as `32` or `128K`')
      .default('4')
      .describe('Size of the extents of a new group, in megabytes or with the unit `K`, `M` or `G`.')
      .meta({ examples: ['32', '128K'] }),
    pv_options: options('pvcreate', '--dataalignment 1m'),
    vg_options: options('vgcreate', '--addtag web'),
    pvresize: flag()
      .default(false)
      .describe('Grow the physical volumes to the sizes of their devices.')
      .meta({ examples: [true] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('Whether the group should exist.')
      .meta({ examples: ['absent'] }),
    force: flag()
      .default(false)
      .describe('With `state: absent`, also remove a group that has logical volumes. Their data is lost.')
      .meta({ examples: [true] }),
  })
  .refine(({ state, pvs }) => state === 'absent' || pvs.length > 0, {
    path: ['pvs'],
    message: 'expected at least one device',
  })

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Creates an LVM volume group, changes its devices, or removes it.',
  example: `- lvg:
    vg: data
    pvs: [/dev/vdb1, /dev/vdc1]
`,
  params,
  outputs: {
    vg: 'The value of `vg`.',
    pvs: 'The value of `pvs`.',
    state: 'The value of `state`.',
  },
  check: async ({ host, params, isCheckMode }) => {
    await requireLvm(host)
    const { vg, pvs, state } = params
    const now = await host.ask(groupState(vg, pvs))
    const missing = pvs.find((_, at) => now.devices[at] === null)
    if (state === 'present' && missing !== undefined) {
      if (isCheckMode) onlyRunTells(`what is on ${missing}, which does not exist`)
      throw new TaskError(`there is no device \`${missing}\``)
    }
    const outputs = { vg, pvs, state }
    const commands = state === 'absent' ? removal(params, now) : setUp(params, now)
    if (commands.length === 0) return inSync(outputs)
    return plan([changeOf(params, now)], { commands }, outputs)
  },
  mayChange: ({ params }) => [{ resource: groupResource(params.vg) }],
  apply: async ({ host, plan: { data } }) => {
    for (const words of data.commands)
      await host.run(sh`LC_ALL=C ${words} </dev/null >/dev/null`, { title: words.join(' ') })
  },
})

type Command = readonly string[]

function removal({ vg, force }: Params, { logical }: GroupState): readonly Command[] {
  if (logical === null) return []
  if (logical > 0 && !force)
    throw new TaskError(`the volume group \`${vg}\` has ${logical} logical volumes`, {
      hint: 'set `force: true` to remove them too; their data is lost',
    })
  return [['vgremove', '--force', vg]]
}

function setUp(params: Params, now: GroupState): readonly Command[] {
  const { vg } = params
  const wanted = now.devices.filter(path => path !== null)
  const other = now.volumes.find(({ path, group }) => wanted.includes(path) && group !== '' && group !== vg)
  if (other)
    throw new TaskError(`\`${other.path}\` is in the volume group \`${other.group}\``, {
      hint: 'remove it from that group in an earlier task',
    })
  const members = now.volumes.filter(({ group }) => group === vg)
  const added = wanted.filter(path => !members.some(member => member.path === path))
  const creations = added
    .filter(path => !now.volumes.some(volume => volume.path === path))
    .map(path => ['pvcreate', '-f', ...splitWords(params.pv_options), path])
  if (now.logical === null)
    return [...creations, ['vgcreate', ...splitWords(params.vg_options), '-s', params.pesize, vg, ...wanted]]
  const removed = members.map(({ path }) => path).filter(path => !wanted.includes(path))
  const small = params.pvresize ? members.filter(({ path, room }) => room > 0 && !removed.includes(path)) : []
  return [
    ...small.map(({ path }) => ['pvresize', path]),
    ...creations,
    ...(added.length > 0 ? [['vgextend', vg, ...added]] : []),
    ...(removed.length > 0 ? [['vgreduce', vg, ...removed]] : []),
  ]
}

function changeOf({ vg, state }: Params, { devices, volumes, logical }: GroupState): ChangeInput {
  const members = volumes.filter(({ group }) => group === vg)
  const before = logical === null ? null : { pvs: members.map(({ path }) => path) }
  const room = members.reduce((sum, volume) => sum + volume.room, 0)
  const resource = groupResource(vg)
  if (state === 'absent') return { resource, action: 'delete', before, after: null }
  const after = { pvs: devices.filter(path => path !== null) }
  const isSame = before?.pvs.length === after.pvs.length && after.pvs.every(path => before.pvs.includes(path))
  return isSame
    ? { resource, action: 'grow', before: { ...before, unused: room }, after: { ...after, unused: 0 } }
    : { resource, action: before ? 'update' : 'create', before, after }
}
