import type { CheckContext } from '../../authoring/define.ts'
import { type ChangeInput, type Plan, plan } from '../../authoring/plan.ts'
import { onlyRunTells } from '../../values/unknown.ts'
import type { PackagePlan, PackageRequest } from './package-manager.ts'

/** The resource of a package manager's package lists, and the command that fetches them. */
interface PackageLists {
  readonly resource: string
  readonly refresh: readonly string[]
}

/**
 * Plans to fetch the package lists, as a stage before the plan that needs them; undefined if the task does not request
 * that, or they were already fetched. A dry run predicts that the `lacking` packages are installed, but cannot know
 * what would be upgraded.
 */
export function fetchListsFirst(
  { isCheckMode, carriedOut }: Pick<CheckContext<unknown>, 'isCheckMode' | 'carriedOut'>,
  { resource, refresh }: PackageLists,
  request: PackageRequest,
  lacking: readonly string[],
): Plan<PackagePlan> | undefined {
  if (!request.refreshes || carriedOut !== undefined || request.state === 'absent') return undefined
  if (fetchesOnly(request)) return plan<PackagePlan>([{ ...FETCHED, resource }], { commands: [refresh] })
  if (isCheckMode && (lacking.length === 0 || request.upgradesAll))
    onlyRunTells('the newest versions, known only after the package lists are fetched')
  const expected = lacking.map(name => newest(name))
  if (isCheckMode) return plan<PackagePlan>(expected, { commands: [] })
  const waits = plan<PackagePlan>([], { commands: [refresh] })
  return { ...waits, isStage: true, waitsFor: 'the package lists to be fetched' }
}

const FETCHED = { action: 'update', before: { fetched: false }, after: { fetched: true } }

/** Whether a task only fetches the package lists. */
export function fetchesOnly({ names, upgradesAll }: Pick<PackageRequest, 'names' | 'upgradesAll'>): boolean {
  return names.length === 0 && !upgradesAll
}

/** Returns the change of a package that would be installed in a version that is not known yet. */
export function newest(name: string): ChangeInput {
  return { resource: `package:${name}`, action: 'create', before: null, after: { version: 'newest' } }
}
