import type { ChangeInput } from '../../authoring/plan.ts'
import type { AlternativesGroup } from './group.ts'
import type { AlternativesPlan } from './plan-alternative.ts'

/** Returns the predicted link group after the plan; null if the plan removes its last alternative. */
export function predictGroup(
  group: AlternativesGroup | null,
  { installs, selects, goesAuto, removes }: AlternativesPlan,
): AlternativesGroup | null {
  const others = group?.alternatives.filter(({ path }) => path !== installs?.path && path !== removes) ?? []
  const alternatives = installs ? [...others, installs] : others
  if (alternatives.length === 0) return null
  const isKept = group?.isManual === true && !goesAuto && group.current !== removes
  const isManual = selects !== undefined || isKept
  const best = alternatives.reduce((one, other) => (other.priority > one.priority ? other : one))
  const chosen = alternatives.find(({ path, family }) => path === selects || family === selects)
  const kept = isKept ? (group?.current ?? null) : best.path
  const current = selects === undefined ? kept : (chosen?.path ?? selects)
  return { link: installs?.link ?? group?.link ?? null, isManual, current, alternatives }
}

interface GroupChange {
  readonly group: AlternativesGroup | null
  readonly next: AlternativesGroup | null
  readonly path: string | undefined
  readonly data: AlternativesPlan
}

/** Returns the change of a link group. It includes the alternative at `path` if the plan adds or removes it. */
export function groupChange(name: string, { group, next, path, data }: GroupChange): ChangeInput {
  const fields = (of: AlternativesGroup | null) => {
    const own = of?.alternatives.find(each => each.path === path)
    const subcommands = own?.subcommands.map(each => `${each.link} -> ${each.path}`)
    return (
      of && {
        mode: of.isManual ? 'manual' : 'auto',
        selected: of.current,
        ...(data.installs || data.removes
          ? { link: of.link, alternative: own?.path ?? null, priority: own?.priority, subcommands }
          : {}),
      }
    )
  }
  const before = fields(group)
  const after = fields(next)
  const appears = before === null ? 'create' : 'update'
  return { resource: `alternative:${name}`, action: after === null ? 'delete' : appears, before, after }
}
