import type { PathPlan } from '../files/path-scripts.ts'
import type { FilePlan } from '../files/plan-file.ts'

/** The steps of apply: write or delete a file, or install the crontab of a user. */
export type CronPlan =
  | { readonly file: FilePlan }
  | { readonly remove: PathPlan }
  | { readonly user: string; readonly crontab: string; readonly backup: boolean }
