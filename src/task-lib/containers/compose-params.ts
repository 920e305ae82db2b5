import { z } from 'zod'
import { flag, hostPath, number, oneOrMore } from '../../authoring/params.ts'
import { containerName, field } from './container-fields.ts'
import { DOCKER_FIELDS } from './docker-program.ts'

const { described, line, lines, whole } = field

/** The params of the task type `docker_compose`. */
export const dockerComposeParams = z
  .strictObject({
    ...DOCKER_FIELDS,
    project_src: described(hostPath(), 'Directory of the project on the host.', '/srv/shop'),
    project_name: described(
      containerName(),
      'Name of the project; by default that of its files or directory.',
      'shop',
    ),
    definition: described(
      z.record(z.string(), z.unknown()),
      'The project itself, as in a Compose file. It needs `project_name`.',
      { services: { web: { image: 'nginx:1.25' } } },
    ),
    files: described(
      oneOrMore(
        line().refine(path => path !== '' && !path.startsWith('-'), 'expected the name or path of a file'),
      ),
      'Compose files, absolute or relative to `project_src`; by default those that docker finds there.',
      ['compose.yaml', 'compose.production.yaml'],
    ),
    env_file: described(hostPath(), 'File with variables for the Compose files.', '/srv/shop/production.env'),
    profiles: described(lines(), 'Profiles whose services take part.', ['metrics']),
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('`absent` removes containers and networks of the project.')
      .meta({ examples: ['absent'] }),
    services: described(oneOrMore(containerName()), 'Only these services, and what they depend on.', ['web']),
    scale: described(z.record(z.string(), number()), 'Number of containers of services.', { web: 3 }),
    dependencies: flag()
      .default(true)
      .describe('Start what `services` depend on too.')
      .meta({ examples: [false] }),
    recreate: z
      .enum(['smart', 'always', 'never'])
      .default('smart')
      .describe('Whether containers are recreated: if they differ, at every run, or never.')
      .meta({ examples: ['always'] }),
    build: flag()
      .default(false)
      .describe('Build images at every run.')
      .meta({ examples: [true] }),
    nocache: flag()
      .default(false)
      .describe('Build them without the cache.')
      .meta({ examples: [true] }),
    pull: flag()
      .default(false)
      .describe('Pull images at every run.')
      .meta({ examples: [true] }),
    remove_images: described(z.enum(['all', 'local']), 'With `state: absent`: remove images too.', 'local'),
    remove_volumes: flag()
      .default(false)
      .describe('With `state: absent`: remove volumes too.')
      .meta({ examples: [true] }),
    remove_orphans: flag()
      .default(false)
      .describe('Remove containers of services that the project no longer has.')
      .meta({ examples: [true] }),
    stopped: flag()
      .default(false)
      .describe('Containers exist, but do not run.')
      .meta({ examples: [true] }),
    restarted: flag()
      .default(false)
      .describe('Restart containers, at every run.')
      .meta({ examples: [true] }),
    timeout: described(whole(), 'Seconds that containers have to stop.', 30),
  })
  .refine(({ project_src, definition }) => (project_src === undefined) !== (definition === undefined), {
    ...{ path: ['project_src'], message: 'expected `project_src`, or `definition` with `project_name`' },
  })
  .refine(({ definition, project_name }) => definition === undefined || project_name !== undefined, {
    ...{ path: ['project_name'], message: 'expected the name of the project, since `definition` is set' },
  })

export type DockerComposeParams = z.output<typeof dockerComposeParams>
