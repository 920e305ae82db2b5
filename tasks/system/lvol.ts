/**
 * A logical volume of LVM.
 *
 *     - lvol: { vg: data, lv: srv, size: 10g }
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
import {
  devices,
  type LogicalVolume,
  lvmName,
  onlyRunTells,
  readVolumeSize,
  requireLvm,
  splitWords,
  type VolumeGroup,
  volumeResource,
  volumesOf,
  wantedBytes,
  wordsParam,
} from '../../src/built-in.ts'

const params = z
  .strictObject({
    vg: lvmName()
      .describe('The volume group.')
      .meta({ examples: ['data'] }),
    lv: lvmName()
      .optional()
      .describe('Name of the volume; with `snapshot`, of the one that a snapshot is made of.')
      .meta({ examples: ['srv'] }),
    size: text()
      .refine(size => readVolumeSize(size) !== undefined, 'expected a size such as `512`, `10g` or `50%VG`')
      .optional()
      .describe(
        'Size in megabytes or with `b`, `s`, `k`, `m`, `g`, `t`, `p` or `e`, or a share of the `VG`, of its `PVS` or of what is `FREE`. With `+` or `-`, the volume grows or shrinks by that at every run; `+100%FREE` uses what is left.',
      )
      .meta({ examples: ['10g', '50%VG', '+100%FREE'] }),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('Whether the volume should exist.')
      .meta({ examples: ['absent'] }),
    active: flag()
      .default(true)
      .describe('Whether the volume can be used now.')
      .meta({ examples: [false] }),
    force: flag()
      .default(false)
      .describe('Allow to shrink or remove a volume; its data may be lost.')
      .meta({ examples: [true] }),
    shrink: flag()
      .default(true)
      .describe(
        'Shrink a volume that is greater than `size`, which takes `force`. `false` leaves it as it is.',
      )
      .meta({ examples: [false] }),
    resizefs: flag()
      .default(false)
      .describe('Resize the file system with the volume.')
      .meta({ examples: [true] }),
    opts: wordsParam('expected options with their quotes closed')
      .default('')
      .describe('Further options of lvcreate.')
      .meta({ examples: ['--type raid1 -m 1'] }),
    snapshot: lvmName()
      .optional()
      .describe('Name of a snapshot of `lv`.')
      .meta({ examples: ['before-upgrade'] }),
    thinpool: lvmName()
      .optional()
      .describe('The thin pool of a thin volume `lv`; without `lv`, the pool itself.')
      .meta({ examples: ['pool'] }),
    pvs: devices()
      .default([])
      .describe('The physical volumes to use.')
      .meta({ examples: [['/dev/vdb1']] }),
  })
  .refine(({ lv, thinpool }) => (lv ?? thinpool) !== undefined, {
    path: ['lv'],
    message: 'expected a name, or `thinpool`',
  })
  .refine(({ lv, snapshot }) => snapshot === undefined || lv !== undefined, {
    path: ['lv'],
    message: 'expected the volume that the snapshot is made of',
  })
  .refine(({ thinpool, lv, size }) => thinpool === undefined || lv === undefined || !size?.includes('%'), {
    path: ['size'],
    message: 'cannot be a share for a thin volume',
  })

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Makes a logical volume of LVM, resizes, activates or removes it.',
  example: `- lvol:
    vg: data
    lv: srv
    size: 10g
`,
  params,
  action: ({ size }) => (/^(\+(?!100%FREE$)|-)/i.test(size ?? '') ? 'once' : undefined),
  check: async ({ host, params, isCheckMode }) => {
    await requireLvm(host)
    const { vg, state } = params
    const name = params.snapshot ?? params.lv ?? params.thinpool ?? ''
    const group = await host.ask(volumesOf(vg))
    if (group === null) {
      if (state === 'absent') return inSync({ vg, lv: name })
      if (isCheckMode) onlyRunTells(`the volume group ${vg}, which does not exist`)
      throw new TaskError(`there is no volume group \`${vg}\``, {
        hint: 'make it in an earlier task with `lvg`',
      })
    }
    const now = group.volumes.find(volume => volume.name === name)
    const steps = state === 'absent' ? removal(params, name, now) : presence(params, name, group, now)
    const outputs = { vg, lv: name, ...(now ? { size: now.bytes } : {}) }
    if (steps.length === 0) return inSync(outputs)
    const changes = steps.map(({ change }) => ({ resource: volumeResource(vg, name), ...change }))
    const result = plan(changes, { commands: steps.map(({ words }) => words) }, outputs)
    return { ...result, mayChange: [{ resource: `file:/dev/${vg}/${name}`, mayGo: true }] }
  },
  mayChange: ({ params: { vg, snapshot, lv, thinpool } }) => {
    const name = snapshot ?? lv ?? thinpool ?? ''
    return [{ resource: volumeResource(vg, name) }, { resource: `file:/dev/${vg}/${name}`, mayGo: true }]
  },
  apply: async ({ host, plan: { data } }) => {
    for (const words of data.commands)
      await host.run(sh`LC_ALL=C ${words} </dev/null >/dev/null`, { title: words.join(' ') })
  },
})

/** A command, and what it changes of the volume. */
interface Step {
  readonly words: readonly string[]
  readonly change: Omit<ChangeInput, 'resource'>
}

function removal({ vg, force }: Params, name: string, now: LogicalVolume | undefined): readonly Step[] {
  if (!now) return []
  if (!force)
    throw new TaskError(`the volume \`${vg}/${name}\` is only removed with \`force\``, {
      hint: 'set `force: true`; its data is lost',
    })
  const change = { action: 'delete', before: { size: now.bytes }, after: null }
  return [{ words: ['lvremove', '--force', `${vg}/${name}`], change }]
}

function presence(
  params: Params,
  name: string,
  group: VolumeGroup,
  now: LogicalVolume | undefined,
): readonly Step[] {
  if (!now) {
    const created = creation(params, name, group)
    return params.active ? [created] : [created, activation(params, name)]
  }
  const resized = resizing(params, group, now)
  return [
    ...(resized ? [resized] : []),
    ...(now.isActive === params.active ? [] : [activation(params, name)]),
  ]
}

function activation({ vg, active }: Params, name: string): Step {
  const change = {
    action: active ? 'activate' : 'deactivate',
    before: { active: !active },
    after: { active },
  }
  return { words: ['lvchange', active ? '-ay' : '-an', `${vg}/${name}`], change }
}

function creation(params: Params, name: string, group: VolumeGroup): Step {
  const { vg, lv = '', snapshot, thinpool, size, pvs } = params
  const origin = group.volumes.find(volume => volume.name === lv)
  if (snapshot !== undefined && !origin)
    throw new TaskError(`there is no volume \`${vg}/${lv}\` to make a snapshot of`)
  const parsed = size === undefined ? undefined : readVolumeSize(size)
  if (!size && !(snapshot !== undefined && origin?.kind === 'V'))
    throw new TaskError(`the volume \`${vg}/${name}\` does not exist, and no size is given`, {
      hint: 'set `size`',
    })
  if (parsed?.sign === '-') throw new TaskError(`a new volume cannot have the size \`${size}\``)
  const isThin = thinpool !== undefined && params.lv !== undefined && snapshot === undefined
  const plainSize = (size ?? '').replace(/^\+/, '')
  const letter = isThin ? '-V' : '-L'
  const amount = size === undefined ? [] : [plainSize.includes('%') ? '-l' : letter, plainSize]
  const options = splitWords(params.opts)
  const target =
    snapshot !== undefined ? ['-s', '-n', snapshot, ...options, `${vg}/${lv}`] : poolOrPlain(params, options)
  const change = { action: 'create', before: null, after: { size: plainSize || null, active: true } }
  return { words: ['lvcreate', '--yes', ...amount, ...target, ...pvs], change }
}

function poolOrPlain({ vg, lv, thinpool }: Params, options: readonly string[]): readonly string[] {
  const named = lv === undefined ? [] : ['-n', lv]
  return thinpool === undefined
    ? [...named, ...options, vg]
    : [...named, ...options, '-T', `${vg}/${thinpool}`]
}

function resizing(params: Params, group: VolumeGroup, now: LogicalVolume): Step | undefined {
  const { vg, shrink, force, resizefs, pvs } = params
  const size = params.size === undefined ? undefined : readVolumeSize(params.size)
  const bytes = size && wantedBytes(size, group, now.bytes)
  if (bytes === undefined || bytes === now.bytes) return undefined
  const isSmaller = bytes < now.bytes
  if (isSmaller && !shrink && size?.sign !== '-') return undefined
  const place = `${vg}/${now.name}`
  if (isSmaller && (bytes <= 0 || !force))
    throw new TaskError(
      `the volume \`${place}\` would shrink from ${now.bytes} to ${Math.max(bytes, 0)} bytes`,
      {
        hint:
          bytes <= 0 ? 'choose a greater size' : 'set `force: true`, or `shrink: false` to leave it as it is',
      },
    )
  if (now.kind !== 'V' && bytes - now.bytes > group.free)
    throw new TaskError(`the volume group \`${vg}\` has too little space for \`${place}\``, {
      hint: `${bytes - now.bytes} bytes are needed, and ${group.free} are free`,
    })
  const verb = isSmaller ? ['lvreduce', '--force'] : ['lvextend']
  const words = [...verb, ...(resizefs ? ['--resizefs'] : []), '-L', `${bytes}b`, place]
  const change = {
    action: isSmaller ? 'shrink' : 'grow',
    before: { size: now.bytes },
    after: { size: bytes },
  }
  return { words: [...words, ...(isSmaller ? [] : pvs)], change }
}
