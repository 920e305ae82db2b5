import { resolve } from 'node:path'
import { InputError } from './errors.ts'
import { collectTasks, movedSince, type SavedPlan } from './report/saved-plan.ts'
import { findPlaybook, Masks, type Reporter, type RunOptions, runPlaybooks, tellAll } from './run.ts'
import { packageVersion } from './task/folder.ts'

export type { SavedPlan } from './report/saved-plan.ts'
export { showPlan } from './report/show-plan.ts'

/** What of the options of a run a plan keeps: no password, and no key. */
export type PlanOptions = Omit<
  RunOptions,
  'loginPassword' | 'becomePassword' | 'keys' | 'approved' | 'legacy'
>

/**
 * A dry run whose outcome can be carried out later, just so. Throws InputError where a secret is among the variables of the
 * command line, which a plan keeps in clear.
 */
export async function makePlan(
  options: RunOptions,
  reporter: Reporter,
  signal: AbortSignal,
  masks = new Masks(),
): Promise<{ readonly exitCode: number; readonly plan: SavedPlan<PlanOptions> }> {
  const collector = collectTasks()
  const dry = { ...options, check: true }
  const exitCode = await runPlaybooks(dry, tellAll(collector, reporter), signal, undefined, masks)
  const { loginPassword: _, becomePassword: __, keys: ___, approved: ____, ...kept } = options
  const isListed = (path: string): boolean => path.includes(',')
  const saved: PlanOptions = {
    ...kept,
    check: false,
    playbooks: options.playbooks.map(findPlaybook),
    inventory: options.inventory.map(path => (isListed(path) ? path : resolve(path))),
  }
  const text = JSON.stringify(saved)
  if (masks.mask(text) !== text) {
    throw new InputError('a secret is among the words of the command line, and a plan keeps those in clear', {
      hint: 'keep it in `secrets/`, or in a file that is given as `-e @FILE`',
    })
  }
  const { tasks, hosts } = collector
  const plan = { format: 'drover plan 1', drover: packageVersion(), made: new Date().toISOString() } as const
  return { exitCode, plan: { ...plan, options: saved, hosts: [...hosts], tasks } }
}

/**
 * Carries out a plan and nothing else. Throws InputError, before anything is changed, where hosts are not as they were when
 * it was made; what moves after that look fails its task.
 */
export async function applyPlan(
  { options, tasks }: SavedPlan<PlanOptions>,
  given: Pick<RunOptions, 'loginPassword' | 'becomePassword' | 'keys' | 'lockWait'>,
  reporter: Reporter,
  signal: AbortSignal,
  masks = new Masks(),
): Promise<number> {
  const whole = { ...options, ...given }
  const silent: Reporter = { event: () => {}, close: async () => {} }
  const { exitCode, plan } = await makePlan(whole, silent, signal, masks)
  if (signal.aborted) return exitCode
  if (exitCode !== 0) {
    throw new InputError('the hosts cannot all be looked at, or a task fails already in the dry run', {
      hint: 'nothing was changed; `run plan` tells what is wrong',
    })
  }
  const moved = movedSince(tasks, plan.tasks)
  if (moved.length > 0) {
    throw new InputError(`the hosts have moved since the plan was made:\n  ${moved.join('\n  ')}`, {
      hint: 'nothing was changed; make a new plan and look at it',
    })
  }
  return runPlaybooks({ ...whole, check: false, approved: tasks }, reporter, signal, undefined, masks)
}
