import { splitWords } from '../../base/words.ts'
import { type ImageCommands, isVariable } from './apply-image.ts'
import type { DockerImageParams, PodmanImageParams } from './image-params.ts'
import type { ImageWish } from './image-plan.ts'
import { taggedImage } from './image-reference.ts'

/** The image that a task of podman asks for. */
export function podmanImageWish(params: PodmanImageParams): ImageWish {
  const isBuilt = params.path !== undefined
  const pulled = params.pull ? 'pull' : 'local'
  return {
    image: taggedImage(params.name, params.tag),
    state: params.state === 'absent' ? 'absent' : 'present',
    source: isBuilt ? 'build' : pulled,
    isBroughtAlways: params.force,
    alias: undefined,
    isPushed: params.push,
  }
}

/** How podman brings, pushes and removes an image. */
export function podmanImageCommands(params: PodmanImageParams): ImageCommands {
  const { build, push_args: push, path = '', force } = params
  const image = taggedImage(params.name, params.tag)
  const registry = [
    ...given('authfile', params.auth_file),
    ...given('cert-dir', params.ca_cert_dir),
    ...(params.validate_certs === undefined ? [] : [`--tls-verify=${params.validate_certs}`]),
  ]
  return {
    pull: ['pull', ...given('arch', params.arch), ...registry],
    build: {
      variables: {},
      words: [
        ...['build', `--tag=${image}`, `--format=${build.format}`, `--rm=${build.rm}`],
        ...(build.force_rm ? ['--force-rm'] : []),
        ...(build.cache ? [] : ['--no-cache']),
        ...given('file', build.file),
        ...build.volume.map(volume => `--volume=${volume}`),
        ...pairs('annotation', build.annotation),
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
      ...given('format', push.format),
      ...given('sign-by', push.sign_by),
      ...['--', image],
      ...(push.dest === undefined
        ? []
        : [push.transport === undefined ? push.dest : `${push.transport}:${push.dest}`]),
    ],
    remove: ['rmi', ...(force ? ['--force'] : [])],
  }
}

/** The image that a task of docker asks for. */
export function dockerImageWish(params: DockerImageParams): ImageWish {
  const { repository, tag } = params
  return {
    image: taggedImage(params.name, tag),
    state: params.state,
    source: params.source ?? 'local',
    isBroughtAlways: params.force_source,
    alias: repository === undefined ? undefined : taggedImage(repository, tag),
    isPushed: params.push,
  }
}

/** How docker brings, pushes and removes an image. */
export function dockerImageCommands(params: DockerImageParams): ImageCommands {
  const { image, alias } = dockerImageWish(params)
  return {
    pull: ['pull', ...given('platform', params.pull?.platform)],
    build: dockerBuild(params, image),
    load: ['load', ...given('input', params.load_path)],
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
      ...given('file', file),
      ...given('network', build.network),
      ...given('platform', build.platform),
      ...given('target', build.target),
      ...pairs('label', build.labels),
      ...Object.entries(args).map(
        ([name, value]) => `--build-arg=${isVariable(name) ? name : `${name}=${value}`}`,
      ),
      ...Object.entries(build.etc_hosts ?? {}).map(([name, address]) => `--add-host=${name}:${address}`),
      ...(build.cache_from ?? []).map(each => `--cache-from=${each}`),
      ...given('memory', limits.memory),
      ...given('memory-swap', limits.memswap),
      ...given('cpu-shares', limits.cpushares),
      ...given('cpuset-cpus', limits.cpusetcpus),
      ...['--', path],
    ],
  }
}

function given(option: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`--${option}=${value}`]
}

function pairs(option: string, map: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(map).map(([key, value]) => `--${option}=${key}=${value}`)
}
