import { relative, resolve } from 'node:path'
import { z } from 'zod'
import { changedInputs, type Inputs, withInputs } from '../base/files-read.ts'
import { packageVersion } from '../base/package.ts'
import type { PlannedTask } from '../engine/state/events.ts'
import { InputError } from '../errors.ts'
import {
  combineReporters,
  findPlaybook,
  Masks,
  type Reporter,
  type RunOptions,
  runPlaybooks,
} from '../run.ts'
import { changesSince, collectTasks, type SavedPlan } from './saved-plan.ts'

export type { SavedPlan } from './saved-plan.ts'
export { showPlan } from './show-plan.ts'

/** The options of a run that a journal stores: without passwords and keys. */
export type StoredOptions = Omit<RunOptions, 'loginPassword' | 'becomePassword' | 'keys' | 'resumeData'>

/** Returns the options of a run without passwords, keys and the state of the run that it resumes. */
export function storedOptions(options: RunOptions): StoredOptions {
  const { loginPassword: _, becomePassword: __, keys: ___, resumeData: ____, ...kept } = options
  return kept
}

/** The options of a run that a plan stores. */
export type PlanOptions = Omit<StoredOptions, 'approved' | 'adHoc'>

const json = z.json()
const fields = z.record(z.string(), json).nullable().optional()

// Loose, because changes are compared as a whole, including fields that are not listed here.
const changeSchema = z.looseObject({
  resource: z.string(),
  action: z.string(),
  before: fields,
  after: fields,
  text: z.object({ before: z.string(), after: z.string() }).optional(),
})

const taskSchema = z.object({
  host: z.string(),
  task: z.string(),
  name: z.string(),
  taskType: z.string(),
  status: z.enum(['changed', 'unknown', 'ok']),
  changes: z.array(changeSchema),
  message: z.string().optional(),
}) as z.ZodType<PlannedTask>

const texts = z.array(z.string())
const count = z.int().positive()

const planOptionsShape = {
  playbooks: texts,
  inventory: texts,
  limit: z.string().optional(),
  check: z.boolean(),
  diff: z.boolean(),
  extraVars: texts,
  tags: texts,
  skipTags: texts,
  forks: count.optional(),
  user: z.string().optional(),
  become: z.boolean(),
  becomeUser: z.string().optional(),
  becomeMethod: z.string().optional(),
  privateKey: z.string().optional(),
  connection: z.string().optional(),
  timeout: count.optional(),
  persist: z.boolean(),
  backup: z.boolean().optional(),
  lockWait: count.optional(),
  forceHandlers: z.boolean(),
  lookAhead: z.boolean(),
  startAtTask: z.string().optional(),
  step: z.boolean().optional(),
  dialect: z.enum(['drover', 'ansible']).optional(),
  verbosity: z.int().nonnegative().optional(),
} satisfies Record<keyof Required<PlanOptions>, z.ZodType>

/** The schema of the options in a journal. */
export const storedOptionsSchema = z.strictObject({
  ...planOptionsShape,
  approved: z.array(taskSchema).optional(),
  adHoc: z
    .strictObject({
      hosts: z.string(),
      type: z.string(),
      params: z.union([
        z.array(z.string()),
        z.record(z.string(), z.union([z.string(), z.array(z.string())])),
      ]),
    })
    .optional(),
}) as z.ZodType<StoredOptions>

/** The schema of a plan file. */
export const planSchema = z.strictObject({
  format: z.literal('drover plan 2'),
  drover: z.string(),
  made: z.iso.datetime(),
  options: z.strictObject(planOptionsShape),
  cwd: z.string().startsWith('/'),
  inputs: z.record(z.string(), z.string()),
  hosts: texts,
  tasks: z.array(taskSchema),
}) as z.ZodType<SavedPlan<PlanOptions>>

/**
 * Makes a dry run and returns its outcome as a plan that can be applied later. Throws InputError if the variables of
 * the command line contain a secret, since a plan would store it unencrypted.
 */
export async function makePlan(
  options: RunOptions,
  reporter: Reporter,
  signal: AbortSignal,
  masks = new Masks(),
): Promise<{ readonly exitCode: number; readonly plan: SavedPlan<PlanOptions> }> {
  const collector = collectTasks()
  const dry = { ...options, check: true }
  const { result: exitCode, inputs } = await withInputs(() =>
    runPlaybooks(dry, combineReporters(collector, reporter), signal, undefined, masks),
  )
  const { approved: _, adHoc: __, ...kept } = storedOptions(options)
  const isListed = (path: string): boolean => path.includes(',')
  const saved: PlanOptions = {
    ...kept,
    check: false,
    playbooks: options.playbooks.map(findPlaybook),
    inventory: options.inventory.map(path => (isListed(path) ? path : resolve(path))),
  }
  const text = JSON.stringify(saved)
  if (masks.mask(text) !== text) {
    throw new InputError('the command line contains a secret, and a plan would save it unencrypted', {
      hint: 'put it in `secrets/`, or in a file given as `-e @FILE`',
    })
  }
  const { tasks, hosts } = collector
  const plan = { format: 'drover plan 2', drover: packageVersion(), made: new Date().toISOString() } as const
  return {
    exitCode,
    plan: { ...plan, options: saved, cwd: process.cwd(), inputs, hosts: [...hosts], tasks },
  }
}

/**
 * Applies a saved plan and no other changes. Throws InputError, before any change, if the plan's input files have
 * changed, or if the hosts differ from their state in the plan. If a host changes after that check, its task fails.
 */
export async function applyPlan(
  { options, tasks, inputs, drover }: SavedPlan<PlanOptions>,
  given: Pick<RunOptions, 'loginPassword' | 'becomePassword' | 'keys' | 'lockWait'>,
  reporter: Reporter,
  signal: AbortSignal,
  masks = new Masks(),
): Promise<number> {
  if (drover !== packageVersion()) {
    throw new InputError(`the plan was made by Drover ${drover}, but this is ${packageVersion()}`, {
      hint: 'make a new plan and review it',
    })
  }
  // safety: a plan is refused if its sources have changed
  refuseChangedInputs(await changedInputs(inputs))
  const whole = { ...options, ...given }
  const silent: Reporter = { event: () => {}, close: async () => {} }
  const { exitCode, plan } = await makePlan(whole, silent, signal, masks)
  if (signal.aborted) return exitCode
  if (exitCode !== 0) {
    throw new InputError('some hosts cannot be checked, or a task fails in the dry run', {
      hint: 'nothing was changed; `run plan` shows the errors',
    })
  }
  // safety: a plan is refused if its application reads sources that were not read for the plan
  refuseChangedInputs(differingInputs(inputs, plan.inputs))
  const changes = changesSince(tasks, plan.tasks)
  if (changes.length > 0) {
    throw new InputError(`the hosts have changed since the plan was made:\n  ${changes.join('\n  ')}`, {
      hint: 'nothing was changed; make a new plan and review it',
    })
  }
  return runPlaybooks({ ...whole, check: false, approved: tasks }, reporter, signal, undefined, masks)
}

/** Returns the input files that are new or have changed since the plan was made. */
function differingInputs(then: Inputs, now: Inputs): string[] {
  return Object.entries(now)
    .filter(([path, digest]) => then[path] !== digest)
    .map(([path]) => `${path} ${Object.hasOwn(then, path) ? 'was changed' : 'is new'}`)
}

function refuseChangedInputs(changed: readonly string[]): void {
  if (changed.length === 0) return
  const shown = changed.map(each => `  ${relative(process.cwd(), each)}`)
  throw new InputError(`the input of the plan has changed:\n${shown.join('\n')}`, {
    hint: 'nothing was changed; make a new plan and review it',
  })
}
