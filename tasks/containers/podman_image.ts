/**
 * An image of podman.
 *
 *     - podman_image: { name: docker.io/library/nginx, tag: '1.25' }
 */
import { defineTask } from '../../src/authoring/task.ts'
import {
  applyImage,
  checkImage,
  IMAGE_OUTPUTS,
  podmanImageCommands,
  podmanImageParams,
  podmanImageRequest,
  podmanProgram,
} from '../../src/built-in/containers.ts'

export default defineTask({
  summary: 'Pulls, builds, pushes or removes an image with podman.',
  example: `- podman_image:
    name: docker.io/library/nginx
    tag: '1.25'
`,
  params: podmanImageParams,
  aliases: {
    tlsverify: 'validate_certs',
    tls_verify: 'validate_certs',
    authfile: 'auth_file',
    build_args: 'build',
    buildargs: 'build',
  },
  outputs: IMAGE_OUTPUTS,
  unsupported: {
    password:
      'log in before, by `command` with `podman login --password-stdin` and `stdin`, or set `auth_file`',
    username:
      'log in before, by `command` with `podman login --password-stdin` and `stdin`, or set `auth_file`',
  },
  readsExternalState: true,
  // A push in every run leaves no state by which a check could see that it was done.
  action: ({ push, state }) => (push && state !== 'absent' ? 'repeatable' : undefined),
  isCheckedAgain: true,
  check: async context => checkImage(context, podmanProgram(context), podmanImageRequest(context.params)),
  mayChange: ({ params }) => [{ resource: `podman_image:${podmanImageRequest(params).image}` }],
  apply: async context => {
    const { host, params, plan } = context
    const commands = podmanImageCommands(params)
    const stdout = await applyImage(
      host,
      podmanProgram(context),
      podmanImageRequest(params),
      plan.data,
      commands,
    )
    return { stdout }
  },
})
