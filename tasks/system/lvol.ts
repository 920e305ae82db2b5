/**
 * A logical volume of LVM.
 *
 *     - lvol: { vg: data, lv: srv, size: 10g }
 */
import { defineTask, inSync, plan, sh, TaskError } from '../../src/authoring/task.ts'
import { onlyRunTells } from '../../src/built-in/params.ts'
import {
  logicalVolumeParams,
  requireLvm,
  volumePresence,
  volumeRemoval,
  volumeResource,
  volumesOf,
} from '../../src/built-in/storage.ts'

export default defineTask({
  summary: 'Creates an LVM logical volume, resizes, activates or removes it.',
  example: `- lvol:
    vg: data
    lv: srv
    size: 10g
`,
  params: logicalVolumeParams,
  outputs: {
    vg: 'The name of the volume group.',
    lv: 'The name of the logical volume, snapshot or thin pool.',
    size: 'The size of the volume in bytes; absent if it does not exist.',
  },
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
    const steps =
      state === 'absent' ? volumeRemoval(params, name, now) : volumePresence(params, name, group, now)
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
