import type { InspectedContainer } from './inspected-container.ts'

/** A mount that the task asks for. */
interface AskedMount {
  readonly type: string
  /** Path on the host or name of a volume; empty for a volume without a name. */
  readonly source: string
  readonly target: string
  readonly isReadOnly: boolean
  readonly propagation: string
}

const PROPAGATIONS = /^r?(shared|slave|private)$/

/** Whether a string is valid for `--volume`: `[SOURCE:]TARGET[:OPTIONS]`. */
export function isVolumeSpec(spec: string): boolean {
  return /^(?:[^:,\s-][^:\0\n]*:)?\/[^:\0\n]*(?::[\w,=-]+)?$/.test(spec)
}

/** Whether a string is valid for `--mount` and has a target. */
export function isMountSpec(spec: string): boolean {
  return mountOf(spec).target.startsWith('/') && !/[\r\n\0]/.test(spec)
}

/**
 * Returns the mounts of `--volume` and `--mount` in one common form, sorted: `data:/var/lib/data:rw`. Mounts of type
 * tmpfs are left out.
 */
export function mountsAs(volumes: readonly string[], mounts: readonly string[]): string[] {
  return [...volumes.map(volumeOf), ...mounts.map(mountOf).filter(({ type }) => type !== 'tmpfs')]
    .map(({ source, target, isReadOnly, propagation }) => shownMount(source, target, isReadOnly, propagation))
    .sort()
}

/**
 * Returns the mounts of a container in the form of `mountsAs`. What the task does not set is left out: volumes that
 * the image declares, and the propagation of mounts that the task sets without one.
 */
export function foundMounts(
  { Mounts }: InspectedContainer,
  volumes: readonly string[],
  mounts: readonly string[],
  declared: readonly string[],
): string[] {
  const asked = [...volumes.map(volumeOf), ...mounts.map(mountOf)]
  return Mounts.filter(({ Type }) => Type !== 'tmpfs')
    .map(({ Type, Name, Source, Destination, RW, Propagation }) => {
      const named = /^[0-9a-f]{64}$/.test(Name) ? '' : Name
      const wanted = asked.find(({ target }) => target === withoutSlash(Destination))
      return {
        isAsked: wanted !== undefined,
        source: Type === 'volume' ? named : Source,
        target: withoutSlash(Destination),
        isReadOnly: !RW,
        propagation: wanted === undefined || wanted.propagation === '' ? '' : Propagation,
      }
    })
    .filter(({ isAsked, source, target }) => isAsked || source !== '' || !declared.includes(target))
    .map(({ source, target, isReadOnly, propagation }) => shownMount(source, target, isReadOnly, propagation))
    .sort()
}

function volumeOf(spec: string): AskedMount {
  const parts = spec.split(':')
  const hasSource = parts.length > 1 && parts[1]?.startsWith('/') === true
  const [source = '', target = '', options = ''] = hasSource ? parts : ['', ...parts]
  const words = options.split(',')
  return {
    type: source.startsWith('/') ? 'bind' : 'volume',
    source: source.startsWith('/') ? withoutSlash(source) : source,
    target: withoutSlash(target),
    isReadOnly: words.includes('ro'),
    propagation: words.find(word => PROPAGATIONS.test(word)) ?? '',
  }
}

function mountOf(spec: string): AskedMount {
  const fields = new Map(
    spec.split(',').map(field => {
      const [key = '', value = 'true'] = field.split(/=(.*)/s)
      return [key, value] as const
    }),
  )
  const given = (...names: readonly string[]): string =>
    names.map(name => fields.get(name)).find(Boolean) ?? ''
  return {
    type: given('type') || 'volume',
    source: withoutSlash(given('source', 'src')),
    target: withoutSlash(given('destination', 'dst', 'target')),
    isReadOnly: ['true', '1'].includes(given('readonly', 'ro')),
    propagation: given('bind-propagation'),
  }
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path
}

function shownMount(source: string, target: string, isReadOnly: boolean, propagation: string): string {
  const options = [isReadOnly ? 'ro' : 'rw', ...(propagation === '' ? [] : [propagation])].join(',')
  return `${source === '' ? '' : `${source}:`}${target}:${options}`
}
