/**
 * A volume of podman.
 *
 *     - podman_volume: { name: data, label: { backup: daily } }
 */
import { defineTask } from '../../src/authoring/task.ts'
import {
  applyVolume,
  checkObject,
  podmanProgram,
  podmanVolumeParams,
  VOLUME_OUTPUTS,
  volumeRequest,
  volumeWords,
} from '../../src/built-in/containers.ts'

export default defineTask({
  summary: 'Creates or removes a volume with podman.',
  example: `- podman_volume:
    name: data
    label: { backup: daily }
`,
  params: podmanVolumeParams,
  aliases: { volume: 'name' },
  outputs: VOLUME_OUTPUTS,
  unsupported: { debug: 'remove it; `-vv` shows the commands' },
  // Recreating a volume in every run leaves no state by which a check could see that it was done.
  action: ({ recreate }) => (recreate ? 'repeatable' : undefined),
  isCheckedAgain: true,
  check: async context => {
    const { driver, label, name, options: opt, state, recreate: isRecreated } = context.params
    // A volume that differs is not recreated, so that its data is kept, unless the task requests it.
    const request = volumeRequest(
      { driver, label, opt },
      { name, state, onDifference: 'refuse', isRecreated },
    )
    return checkObject(context, podmanProgram(context), request)
  },
  mayChange: ({ params }) => [{ resource: `podman_volume:${params.name}` }],
  apply: async context => {
    const { driver, label, name, options: opt } = context.params
    const words = volumeWords(name, { driver, label, opt })
    await applyVolume(context.host, podmanProgram(context), name, context.plan.data, words)
  },
})
