import type { Change } from '../../authoring/plan.ts'
import type { PackageStep } from '../../remote/probes/packages/managed.ts'

/** Converts a step of a transaction to the change of its package. */
export function packageChange({
  name,
  before,
  after,
}: PackageStep & { readonly before: string | null }): Change {
  const appears = before === null ? 'create' : 'update'
  const action = after === null ? 'delete' : appears
  const version = (of: string | null) => (of === null ? null : { version: of })
  return { resource: `package:${name}`, action, before: version(before), after: version(after) }
}
