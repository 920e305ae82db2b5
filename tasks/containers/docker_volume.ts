/**
 * A volume of docker.
 *
 *     - docker_volume: { name: data, labels: { backup: daily } }
 */
import { defineTask } from '../../src/authoring/task.ts'
import {
  applyVolume,
  checkObject,
  DOCKER_ALIASES,
  DOCKER_UNSUPPORTED,
  dockerProgram,
  dockerVolumeParams,
  VOLUME_OUTPUTS,
  volumeRequest,
  volumeWords,
} from '../../src/built-in/containers.ts'

export default defineTask({
  summary: 'Creates or removes a volume with docker.',
  example: `- docker_volume:
    name: data
    labels: { backup: daily }
`,
  params: dockerVolumeParams,
  aliases: { name: 'volume_name', ...DOCKER_ALIASES },
  outputs: VOLUME_OUTPUTS,
  unsupported: DOCKER_UNSUPPORTED,
  // Recreating a volume in every run leaves no state by which a check could see that it was done.
  action: ({ recreate }) => (recreate === 'always' ? 'repeatable' : undefined),
  isCheckedAgain: true,
  check: async context => {
    const { driver, labels: label, volume_name: name, driver_options: opt, state, recreate } = context.params
    const request = volumeRequest(
      { driver, label, opt },
      {
        ...{ name, state, isRecreated: recreate === 'always' },
        onDifference: recreate === 'never' ? 'warn' : 'recreate',
      },
    )
    return checkObject(context, dockerProgram(context), request)
  },
  mayChange: ({ params }) => [{ resource: `docker_volume:${params.volume_name}` }],
  apply: async context => {
    const { driver, labels: label, volume_name: name, driver_options: opt } = context.params
    const words = volumeWords(name, { driver, label, opt })
    await applyVolume(context.host, dockerProgram(context), name, context.plan.data, words)
  },
})
