import type { InventoryAddition } from '../authoring/plan.ts'

/** The params of `add_host`. All keys other than `name` and `groups` are variables of the host. */
interface HostParams {
  readonly name: string
  readonly groups: readonly string[]
  readonly [variable: string]: unknown
}

/** The params of `group_by`. */
interface GroupParams {
  readonly key: string
  readonly parents: readonly string[]
}

/** Returns the addition to the inventory that `add_host` makes with these params. */
export function hostAddition({ name, groups, ...variables }: HostParams) {
  return { host: name, groups, variables } satisfies InventoryAddition
}

/**
 * Returns the addition to the inventory that `group_by` makes with these params. As in Ansible, spaces in names
 * become dashes. `all` is left out of the parents, because it is a parent of every group.
 */
export function groupAddition({ key, parents }: GroupParams) {
  const named = (name: string): string => name.replaceAll(' ', '-')
  const group = named(key)
  return {
    group,
    parents: parents.map(named).filter(parent => parent !== 'all' && parent !== group),
  } satisfies InventoryAddition
}

const ADDITIONS = {
  add_host: (params: object) => hostAddition(params as HostParams),
  group_by: (params: object) => groupAddition(params as GroupParams),
}

/** A built-in task type that adds to the inventory. */
type AdditionType = keyof typeof ADDITIONS

/** Whether a built-in task type adds to the inventory. */
export function isAddition(taskType: string): taskType is AdditionType {
  return Object.hasOwn(ADDITIONS, taskType)
}

/** Returns the addition to the inventory that a task makes with these validated params. */
export function additionBy(taskType: AdditionType, params: object): InventoryAddition {
  return ADDITIONS[taskType](params)
}
