import type { InventoryAddition } from '../authoring/plan.ts'

/** The params of `add_host`: those that are not its own are variables of the host. */
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

/** What `add_host` with these params adds to the inventory. */
export function hostAddition({ name, groups, ...variables }: HostParams) {
  return { host: name, groups, variables } satisfies InventoryAddition
}

/** What `group_by` with these params adds: as in Ansible, spaces become dashes, and `all` is above any group anyway. */
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

/** What a task with these checked params adds to the inventory. */
export function additionBy(taskType: AdditionType, params: object): InventoryAddition {
  return ADDITIONS[taskType](params)
}
