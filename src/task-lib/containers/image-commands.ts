import { splitWords } from '../../base/words.ts'
import { type ImageCommands, isVariable } from './apply-image.ts'
import type { DockerImageParams, PodmanImageParams } from './image-params.ts'
import type { ImageRequest } from './image-plan.ts'
import { taggedImage } from './image-reference.ts'
import { optionWords, pairWords } from './option-words.ts'

/** Returns the wanted image of a `podman_image` task. */
export function podmanImageRequest(params: PodmanImageParams): ImageRequest {
  const isBuilt = params.path !== undefined
  const pulled = params.pull ? 'pull' : 'local'
  return {
    image: taggedImage(params.name, params.tag),
    state: params.state === 'absent' ? 'absent' : 'present',
    source: isBuilt ? 'build' : pulled,
    isFetchedAlways: params.force,
    alias: undefined,
    isPushed: params.push,
  }
}

/** Returns the command lines with which podman gets, pushes and removes the image. */
export function podmanImageCommands(params: PodmanImageParams): ImageCommands {
  const { build, push_args: push, path = '', force } = params
  const image = taggedImage(params.name, params.tag)
  const registry = [
    ...optionWords('authfile', params.auth_file),
    ...optionWords('cert-dir', params.ca_cert_dir),
    ...(params.validate_certs === undefined ? [] : [`--tls-verify=${params.validate_certs}`]),
  ]
  return {
    pull: ['pull', ...optionWords('arch', params.arch), ...registry],
    build: {
      variables: {},
      words: [
        ...['build', `--tag=${image}`, `--format=${build.format}`, `--rm=${build.rm}`],
        ...(build.force_rm ? ['--force-rm'] : []),
        ...(build.cache ? [] : ['--no-cache']),
        ...optionWords('file', build.file),
        ...build.volume.map(volume => `--volume=${volume}`),
        ...pairWords('annotation', build.annotation),
        ...registry,
        ...splitWords(build.extra_args ?? ''),
        ...['--', path],
      ],
    },
    load: [],
    push: [
      ...['push', ...registry],
      ...(push.compress ? ['--compress'] : []),
      ...(push.remove_signatures ? ['--remove-signatures'] : []),
      ...optionWords('format', push.format),
      ...optionWords('sign-by', push.sign_by),
      ...['--', image],
      ...(push.dest === undefined
        ? []
        : [push.transport === undefined ? push.dest : `${push.transport}:${push.dest}`]),
    ],
    remove: ['rmi', ...(force ? ['--force'] : [])],
  }
}

/** Returns the wanted image of a `docker_image` task. */
export function dockerImageRequest(params: DockerImageParams): ImageRequest {
  const { repository, tag } = params
  return {
    image: taggedImage(params.name, tag),
    state: params.state,
    source: params.source ?? 'local',
    isFetchedAlways: params.force_source,
    alias: repository === undefined ? undefined : taggedImage(repository, tag),
    isPushed: params.push,
  }
}

/** Returns the command lines with which docker gets, pushes and removes the image. */
export function dockerImageCommands(params: DockerImageParams): ImageCommands {
  const { image, alias } = dockerImageRequest(params)
  return {
    pull: ['pull', ...optionWords('platform', params.pull?.platform)],
    build: dockerBuild(params, image),
    load: ['load', ...optionWords('input', params.load_path)],
    push: ['push', '--', alias ?? image],
    remove: ['rmi', ...(params.force_absent ? ['--force'] : [])],
  }
}

function dockerBuild({ build }: DockerImageParams, image: string): ImageCommands['build'] {
  if (build === undefined) return { words: [], variables: {} }
  const { args = {}, container_limits: limits = {}, dockerfile, path } = build
  const file = dockerfile === undefined || dockerfile.startsWith('/') ? dockerfile : `${path}/${dockerfile}`
  return {
    variables: Object.fromEntries(Object.entries(args).filter(([name]) => isVariable(name))),
    words: [
      ...['build', `--tag=${image}`, `--rm=${build.rm}`],
      ...(build.nocache ? ['--no-cache'] : []),
      ...(build.pull ? ['--pull'] : []),
      ...optionWords('file', file),
      ...optionWords('network', build.network),
      ...optionWords('platform', build.platform),
      ...optionWords('target', build.target),
      ...pairWords('label', build.labels),
      ...Object.entries(args).map(
        ([name, value]) => `--build-arg=${isVariable(name) ? name : `${name}=${value}`}`,
      ),
      ...Object.entries(build.etc_hosts ?? {}).map(([name, address]) => `--add-host=${name}:${address}`),
      ...(build.cache_from ?? []).map(each => `--cache-from=${each}`),
      ...optionWords('memory', limits.memory),
      ...optionWords('memory-swap', limits.memswap),
      ...optionWords('cpu-shares', limits.cpushares),
      ...optionWords('cpuset-cpus', limits.cpusetcpus),
      ...['--', path],
    ],
  }
}
