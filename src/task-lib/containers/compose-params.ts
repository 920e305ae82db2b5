import { z } from 'zod'
import { flag, hostPath, number, oneOrMore } from '../../authoring/params.ts'
import { containerName, field } from './container-fields.ts'
import { DOCKER_FIELDS } from './docker-program.ts'

const { described, line, lines, whole } = field

/** The params of the task type `docker_compose`. */
export const dockerComposeParams = z
  .strictObject({
    ...DOCKER_FIELDS,
    project_src: described(hostPath(), 'Path of the project directory on the host.', '/srv/shop'),
    project_name: described(
      containerName(),
      'Name of the project. Default: the name in its files, or the name of its directory.',
      'shop',
    ),
    definition: described(
      z.record(z.string(), z.unknown()),
      'The project itself, in the format of a Compose file. Requires `project_name`.',
      { services: { web: { image: 'nginx:1.25' } } },
    ),
    files: described(
      oneOrMore(
        line().refine(path => path !== '' && !path.startsWith('-'), 'expected the name or path of a file'),
      ),
      'Compose files, absolute or relative to `project_src`. Default: the files that docker finds there.',
      ['compose.yaml', 'compose.production.yaml'],
    ),
    env_file: described(hostPath(), 'File with variables for the Compose files.', '/srv/shop/production.env'),
    profiles: described(lines(), 'Profiles to enable.', ['metrics']),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('The desired state of the project. `absent` removes its containers and networks.')
      .meta({ examples: ['absent'] }),
    services: described(
      oneOrMore(containerName()),
      'Services to manage, together with the services that they depend on. Default: all services.',
      ['web'],
    ),
    scale: described(z.record(z.string(), number()), 'Number of containers for each service.', { web: 3 }),
    dependencies: flag()
      .default(true)
      .describe('Also start the services that `services` depend on.')
      .meta({ examples: [false] }),
    recreate: z
      .enum(['smart', 'always', 'never'])
      .default('smart')
      .describe('When containers are recreated: if they differ (`smart`), on every run (`always`), or never.')
      .meta({ examples: ['always'] }),
    build: flag()
      .default(false)
      .describe('Build images on every run.')
      .meta({ examples: [true] }),
    nocache: flag()
      .default(false)
      .describe('Build images without the cache.')
      .meta({ examples: [true] }),
    pull: flag()
      .default(false)
      .describe('Pull images on every run.')
      .meta({ examples: [true] }),
    remove_images: described(z.enum(['all', 'local']), 'With `state: absent`, also remove images.', 'local'),
    remove_volumes: flag()
      .default(false)
      .describe('With `state: absent`, also remove volumes.')
      .meta({ examples: [true] }),
    remove_orphans: flag()
      .default(false)
      .describe('Remove containers of services that are no longer in the project.')
      .meta({ examples: [true] }),
    stopped: flag()
      .default(false)
      .describe('Create containers, but do not start them.')
      .meta({ examples: [true] }),
    restarted: flag()
      .default(false)
      .describe('Restart containers on every run.')
      .meta({ examples: [true] }),
    timeout: described(whole(), 'Seconds to wait for containers to stop.', 30),
  })
  .refine(({ project_src, definition }) => (project_src === undefined) !== (definition === undefined), {
    ...{ path: ['project_src'], message: 'expected `project_src`, or `definition` with `project_name`' },
  })
  .refine(({ definition, project_name }) => definition === undefined || project_name !== undefined, {
    ...{ path: ['project_name'], message: 'expected the name of the project, since `definition` is set' },
  })

export type DockerComposeParams = z.output<typeof dockerComposeParams>
