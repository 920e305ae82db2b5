import type { Change } from '../../authoring/plan.ts'

/** The steps that apply runs, grouped by kind; each kind is one transaction. */
export interface AptPlan {
  readonly install: readonly string[]
  /** The package files to download and install: each number is the index of a URL in the param `deb`. */
  readonly fetch: readonly number[]
  readonly remove: readonly string[]
  readonly update: boolean
  readonly upgrade: boolean
  readonly autoremove: boolean
  readonly clean: boolean
  readonly autoclean: boolean
}

/** A plan without any step. */
export const NO_STEPS: AptPlan = {
  ...{ install: [], fetch: [], remove: [], update: false, upgrade: false },
  ...{ autoremove: false, clean: false, autoclean: false },
}

/** Merges two plans: the result has the steps of both. */
export function mergeAptPlans(one: AptPlan, other: AptPlan): AptPlan {
  const either = (flag: 'update' | 'upgrade' | 'autoremove' | 'clean' | 'autoclean') =>
    one[flag] || other[flag]
  return {
    install: [...one.install, ...other.install],
    fetch: [...new Set([...one.fetch, ...other.fetch])],
    remove: [...one.remove, ...other.remove],
    ...{ update: either('update'), upgrade: either('upgrade'), autoremove: either('autoremove') },
    ...{ clean: either('clean'), autoclean: either('autoclean') },
  }
}

/** One part of what the task requests (packages, an upgrade, a cleanup), with its changes and its steps of the plan. */
export interface AptAspect {
  readonly changes: readonly Change[]
  readonly data: Partial<AptPlan>
  readonly predicts?: readonly Change[]
  readonly warnings?: readonly string[]
}

/** The result for a part of the request that needs no change. */
export const NO_ASPECT: AptAspect = { changes: [], data: {} }
