/**
 * An image of docker.
 *
 *     - docker_image: { name: nginx, tag: '1.25', source: pull }
 */
import { defineTask } from '../../src/authoring/task.ts'
import {
  applyImage,
  checkImage,
  DOCKER_ALIASES,
  DOCKER_UNSUPPORTED,
  dockerImageCommands,
  dockerImageParams,
  dockerImageRequest,
  dockerProgram,
  IMAGE_OUTPUTS,
} from '../../src/built-in/containers.ts'

export default defineTask({
  summary: 'Pulls, builds, loads, pushes or removes an image with docker.',
  example: `- docker_image:
    name: nginx
    tag: '1.25'
    source: pull
`,
  params: dockerImageParams,
  aliases: DOCKER_ALIASES,
  outputs: IMAGE_OUTPUTS,
  unsupported: {
    ...DOCKER_UNSUPPORTED,
    archive_path: 'use `command` with `docker save` and `creates`',
    force_tag: 'remove it; `repository` always names the image',
  },
  readsExternalState: true,
  // A pull or push in every run leaves no state by which a check could see that it was done.
  action: ({ push, force_source, state }) =>
    state !== 'absent' && (push || force_source) ? 'repeatable' : undefined,
  isCheckedAgain: true,
  check: async context => checkImage(context, dockerProgram(context), dockerImageRequest(context.params)),
  mayChange: ({ params }) => [{ resource: `docker_image:${dockerImageRequest(params).image}` }],
  apply: async context => {
    const { host, params, plan } = context
    const commands = dockerImageCommands(params)
    const stdout = await applyImage(
      host,
      dockerProgram(context),
      dockerImageRequest(params),
      plan.data,
      commands,
    )
    return { stdout }
  },
})
