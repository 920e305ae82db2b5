import type { CheckContext } from '../../authoring/define.ts'
import { type ChangeInput, type Plan, plan } from '../../authoring/plan.ts'
import { onlyRunTells } from '../../values/unknown.ts'
import type { PackagePlan, PackageWish } from './package-manager.ts'

/** The words that fetch the package lists of a package manager, and the resource that is fetched. */
interface PackageLists {
  readonly resource: string
  readonly refresh: readonly string[]
}

/**
 * The plan that fetches the package lists, as a stage before the one that needs them; undefined if the task does not ask for that,
 * or they were fetched. A dry run predicts that the packages which are `lacking` are installed, and cannot know what would be upgraded.
 */
export function fetchListsFirst(
  { isCheckMode, carriedOut }: Pick<CheckContext<unknown>, 'isCheckMode' | 'carriedOut'>,
  { resource, refresh }: PackageLists,
  wish: PackageWish,
  lacking: readonly string[],
): Plan<PackagePlan> | undefined {
  if (!wish.refreshes || carriedOut !== undefined || wish.state === 'absent') return undefined
  if (fetchesOnly(wish)) return plan<PackagePlan>([{ ...FETCHED, resource }], { commands: [refresh] })
  if (isCheckMode && (lacking.length === 0 || wish.upgradesAll))
    onlyRunTells('the newest versions, known only after the package lists are fetched')
  const expected = lacking.map(name => newest(name))
  if (isCheckMode) return plan<PackagePlan>(expected, { commands: [] })
  const waits = plan<PackagePlan>([], { commands: [refresh] })
  return { ...waits, isStage: true, waitsFor: 'the package lists to be fetched' }
}

const FETCHED = { action: 'update', before: { fetched: false }, after: { fetched: true } }

/** Whether a task only fetches the package lists. */
export function fetchesOnly({ names, upgradesAll }: Pick<PackageWish, 'names' | 'upgradesAll'>): boolean {
  return names.length === 0 && !upgradesAll
}

/** The change of a package that would be installed in a version that is not known. */
export function newest(name: string): ChangeInput {
  return { resource: `package:${name}`, action: 'create', before: null, after: { version: 'newest' } }
}
