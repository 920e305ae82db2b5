import { z } from 'zod'
import { flag, hostPath } from '../../authoring/params.ts'
import { wordsParam } from '../words-param.ts'
import { field, imageReference, sizeField } from './container-fields.ts'
import { DOCKER_FIELDS } from './docker-program.ts'

const { described, line, lines, textMap, whole } = field

const tag = line()
  .refine(text => /^\w[\w.-]{0,127}$/.test(text), 'expected a tag such as `1.25`')
  .default('latest')
  .describe('Tag of the image, if `name` does not contain one.')
  .meta({ examples: ['1.25'] })

/** The params of the task type `podman_image`. */
export const podmanImageParams = z.strictObject({
  name: imageReference()
    .describe('Name of the image. It may contain a tag or a digest.')
    .meta({ examples: ['docker.io/library/nginx'] }),
  tag,
  state: z
    .enum(['present', 'absent', 'build'])
    .default('present')
    .describe('Whether the image should be on the host. `build` is the same as `present`.')
    .meta({ examples: ['absent'] }),
  executable: line()
    .default('podman')
    .describe('Name or path of podman.')
    .meta({ examples: ['/opt/bin/podman'] }),
  arch: described(line(), 'Architecture of the image to pull.', 'arm64'),
  auth_file: described(
    hostPath(),
    'Path of a file on the host with the registry logins.',
    '/root/.config/containers/auth.json',
  ),
  build: z
    .strictObject({
      annotation: textMap().optional(),
      cache: flag().default(true),
      extra_args: wordsParam('expected options with their quotes closed').optional(),
      file: hostPath().optional(),
      force_rm: flag().default(false),
      format: z.enum(['docker', 'oci']).default('oci'),
      rm: flag().default(true),
      volume: lines().default([]),
    })
    .default({ cache: true, force_rm: false, format: 'oci', rm: true, volume: [] })
    .describe(
      'How to build the image: `file` (the Containerfile), `annotation`, `cache`, `format` (`oci` or `docker`), `rm`, `force_rm`, `volume`, and `extra_args` (additional options of `podman build`).',
    )
    .meta({ examples: [{ file: '/srv/app/Containerfile', extra_args: '--pull=never' }] }),
  ca_cert_dir: described(
    hostPath(),
    'Directory with the TLS certificates of registries.',
    '/etc/containers/certs.d',
  ),
  force: flag()
    .default(false)
    .describe(
      'Pull or build the image on every run. With `state: absent`, remove it even if containers use it.',
    )
    .meta({ examples: [true] }),
  path: described(
    hostPath(),
    'Path of a directory on the host. The image is built from it instead of being pulled.',
    '/srv/app',
  ),
  pull: flag()
    .default(true)
    .describe('Pull the image if it is not on the host.')
    .meta({ examples: [false] }),
  push: flag()
    .default(false)
    .describe('Push the image on every run.')
    .meta({ examples: [true] }),
  push_args: z
    .strictObject({
      compress: flag().default(false),
      dest: line().optional(),
      format: z.enum(['oci', 'v2s1', 'v2s2']).optional(),
      remove_signatures: flag().default(false),
      sign_by: line().optional(),
      transport: z.enum(['dir', 'docker-archive', 'docker-daemon', 'oci-archive', 'ostree']).optional(),
    })
    .default({ compress: false, remove_signatures: false })
    .describe(
      'How to push the image: `dest` (registry and name), `transport`, `format`, `compress`, `sign_by`, `remove_signatures`.',
    )
    .meta({ examples: [{ dest: 'registry.example.com/app:1.2' }] }),
  validate_certs: described(flag(), 'Whether to verify the TLS certificate of the registry.', false),
})

/** The params of the task type `docker_image`. */
export const dockerImageParams = z
  .strictObject({
    ...DOCKER_FIELDS,
    name: imageReference()
      .describe('Name of the image. It may contain a tag or a digest.')
      .meta({ examples: ['nginx'] }),
    tag,
    state: z
      .enum(['present', 'absent'])
      .default('present')
      .describe('Whether the image should be on the host.')
      .meta({ examples: ['absent'] }),
    source: described(
      z.enum(['build', 'load', 'pull', 'local']),
      'How to get the image if it is not on the host. `local` means that it must already be there.',
      'pull',
    ),
    build: described(
      z.strictObject({
        args: textMap().optional(),
        cache_from: lines().optional(),
        container_limits: z
          .strictObject({
            memory: sizeField().optional(),
            memswap: sizeField().optional(),
            cpushares: whole().optional(),
            cpusetcpus: line().optional(),
          })
          .optional(),
        dockerfile: line().optional(),
        etc_hosts: textMap().optional(),
        labels: textMap().optional(),
        network: line().optional(),
        nocache: flag().default(false),
        path: hostPath(),
        platform: line().optional(),
        pull: flag().default(false),
        rm: flag().default(true),
        target: line().optional(),
      }),
      'How to build the image: `path` on the host, `dockerfile`, `args`, `target`, `labels`, `pull`, `nocache`, `rm`, `network`, `platform`, `cache_from`, `etc_hosts` and `container_limits`. The values of `args` never appear in a command line.',
      { path: '/srv/app', args: { VERSION: '1.2' } },
    ),
    force_absent: flag()
      .default(false)
      .describe('Remove the image even if containers use it.')
      .meta({ examples: [true] }),
    force_source: flag()
      .default(false)
      .describe('Pull, build or load the image on every run.')
      .meta({ examples: [true] }),
    load_path: described(hostPath(), 'Path of an archive on the host, for `source: load`.', '/srv/app.tar'),
    pull: described(
      z.strictObject({ platform: line().optional() }),
      'How to pull the image. The only key is `platform`.',
      {
        platform: 'linux/arm64',
      },
    ),
    push: flag()
      .default(false)
      .describe('Push the image on every run.')
      .meta({ examples: [true] }),
    repository: described(
      imageReference(),
      'An additional name of the image. This is the name that is pushed.',
      'registry.example.com/app:1.2',
    ),
  })
  .refine(({ state, source }) => state === 'absent' || source !== undefined, {
    ...{ path: ['source'], message: 'expected `build`, `load`, `pull` or `local`' },
  })
  .refine(({ source, build }) => source !== 'build' || build !== undefined, {
    ...{ path: ['build'], message: 'expected `path`, from which the image is built' },
  })
  .refine(({ source, load_path }) => source !== 'load' || load_path !== undefined, {
    ...{ path: ['load_path'], message: 'expected the archive that is loaded' },
  })

export type PodmanImageParams = z.output<typeof podmanImageParams>
export type DockerImageParams = z.output<typeof dockerImageParams>
