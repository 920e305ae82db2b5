import { omitUndefined } from '../../base/omit-undefined.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { absolutePath } from '../absolute-path.ts'
import type { Alternative, AlternativesGroup, Subcommand } from './group.ts'
import type { AlternativesParams } from './params.ts'

/** The calls of update-alternatives to make, in this order. */
export interface AlternativesPlan {
  readonly installs?: Alternative & { readonly link: string }
  /** The path or family of the alternative to select. */
  readonly selects?: string
  readonly goesAuto: boolean
  readonly removes?: string
}

/** The present state on the host. */
interface Found {
  /** Absolute path of the wanted alternative; undefined if the task names a family instead. */
  readonly path: string | undefined
  /** The link group; null if the host has none of this name. */
  readonly group: AlternativesGroup | null
  readonly isThere: boolean
}

/**
 * Plans the calls that bring a link group to the wanted state. Throws TaskError for an alternative that cannot be
 * added or selected.
 */
export async function planAlternative(
  host: ReadHost,
  params: AlternativesParams,
  { path, group, isThere }: Found,
): Promise<AlternativesPlan> {
  const { name, family, state } = params
  const known = group?.alternatives.find(each => each.path === path)
  if (state === 'absent') return { goesAuto: false, ...(known ? { removes: known.path } : {}) }
  const installs = path === undefined ? undefined : await installOf(host, params, path, group)
  if (installs && !isThere)
    throw new TaskError(`\`${path}\` does not exist`, { hint: 'install it in an earlier task' })
  const present = group?.alternatives.find(each => each.path === group.current)
  const isSelected =
    path === undefined ? present !== undefined && present.family === family : group?.current === path
  if (path === undefined && !group?.alternatives.some(each => each.family === family))
    throw new TaskError(`\`${name}\` has no alternative of the family \`${family ?? ''}\``)
  return {
    ...(installs ? { installs } : {}),
    ...(state === 'selected' && !isSelected ? { selects: path ?? family ?? '' } : {}),
    goesAuto: state === 'auto' && group?.isManual === true,
  }
}

/** Returns the alternative to add or change; undefined if it is already correct. */
async function installOf(
  host: ReadHost,
  { name, family, priority, link, subcommands }: AlternativesParams,
  path: string,
  group: AlternativesGroup | null,
): Promise<AlternativesPlan['installs']> {
  const known = group?.alternatives.find(each => each.path === path)
  const given = link === undefined ? undefined : await absolutePath(host, link)
  const isOther =
    known === undefined ||
    (priority !== undefined && known.priority !== priority) ||
    (subcommands !== undefined && !areSame(known.subcommands, subcommands)) ||
    (given !== undefined && group?.link !== null && group?.link !== given)
  if (!isOther) return undefined
  const place = given ?? group?.link
  if (place === undefined || place === null)
    throw new TaskError(`the host does not know where the link of \`${name}\` is`, { hint: 'set `link`' })
  if (subcommands === undefined && known?.subcommands.some(each => each.link === ''))
    throw new TaskError(`the host does not know where the links of the subcommands of \`${name}\` are`, {
      hint: 'set `subcommands`',
    })
  const kept = { priority: known?.priority ?? 50, subcommands: known?.subcommands ?? [] }
  return {
    link: place,
    path,
    ...omitUndefined({ family }),
    priority: priority ?? kept.priority,
    subcommands: subcommands ?? kept.subcommands,
  }
}

/**
 * Compares subcommands. The links are compared only if the host shows them: hosts of the Red Hat family show only
 * names and paths.
 */
function areSame(known: readonly Subcommand[], wanted: readonly Subcommand[]): boolean {
  const knowsLinks = known.every(({ link }) => link !== '')
  const words = (all: readonly Subcommand[]) =>
    all.map(({ name, path, link }) => [name, path, knowsLinks ? link : ''].join('\0')).sort()
  return words(known).join('\n') === words(wanted).join('\n')
}
