import { existsSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { nearFile } from '../../base/near-file.ts'
import { InputError } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { ParamsOfInclude } from '../../playbook/roles/loop-params.ts'
import type { IncludeStep, Step } from '../../playbook/steps.ts'
import { Unknown } from '../../values/unknown.ts'
import { unknownItem } from '../check/loop-items.ts'
import { evaluateAll } from '../check/when.ts'
import { itemParams } from '../play/include.ts'
import { addRoles } from '../play/roles.ts'
import type { PlayContext } from '../state/context.ts'
import { type IncludeTarget, includedBy, keyOf, loadIncluded } from '../steps/included.ts'
import { isChosen } from '../steps/tags.ts'
import { storedNames } from '../variables/private-variables.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { candidatesFor } from './candidates.ts'
import { type EvaluatedLoop, evaluateLoop, MAX_ITEMS } from './evaluate-loop.ts'
import { checkRunOnce, evaluateForHosts, limitCertainty, type PlayCheck } from './play-check.ts'
import {
  type Certainty,
  least,
  most,
  NEVER,
  PERHAPS,
  type PredictedHost,
  reachOf,
  SURELY,
  setPredicted,
} from './simulation.ts'
import { certaintyOfConditions, evaluatorFor } from './step-evaluator.ts'
import { mayBeWritten } from './written-files.ts'

/** Checks steps on the hosts that reach them. */
export type CheckSteps = (
  playCheck: PlayCheck,
  steps: readonly Step[],
  hosts: readonly PredictedHost[],
) => Promise<void>

/** Checks the files or roles that an include refers to on each host. `checkInnerSteps` checks their steps. */
export async function checkInclude(
  playCheck: PlayCheck,
  step: IncludeStep,
  hosts: readonly PredictedHost[],
  checkInnerSteps: CheckSteps,
): Promise<void> {
  const { simulation } = playCheck
  const selected = isChosen(simulation.run, step) ? SURELY : NEVER
  const including = await hostsOfTasks(playCheck, step, hosts, selected)
  const includes = await evaluateForHosts(playCheck, step, including, (predicted, reach) =>
    possibleIncludes(playCheck, step, predicted, reach),
  )
  predictRegistered(playCheck, step, hosts, selected)
  const inclusions = new Map<string, { of: PossibleInclude; certainties: Map<PredictedHost, Certainty> }>()
  for (const [host, files] of includes) {
    for (const each of files) {
      const key = JSON.stringify([each.targets, each.isKnown, [...each.params]])
      const known = inclusions.get(key) ?? { of: each, certainties: new Map<PredictedHost, Certainty>() }
      inclusions.set(key, known)
      known.certainties.set(host, each.certainty)
    }
  }
  for (const { of, certainties } of inclusions.values()) {
    if (of.targets === undefined) predictUnknownInclude(certainties)
    for (const included of of.targets ?? [])
      await checkIncludedFile(playCheck, step, { ...of, included }, certainties, checkInnerSteps)
  }
}

/**
 * Returns the hosts that may run the tasks of an include, and with which certainty. For an include that only the
 * first host runs, these are the hosts that may be the first when the run reaches it.
 */
async function hostsOfTasks(
  playCheck: PlayCheck,
  step: IncludeStep,
  hosts: readonly PredictedHost[],
  selected: Certainty,
): Promise<{ readonly hosts: readonly PredictedHost[]; readonly selected: Certainty }> {
  const [first] = hosts
  if (!step.isForFirstHost || !first || !(await checkRunOnce(playCheck, step, first, selected)))
    return { hosts, selected }
  const certain = hosts.findIndex(predicted => reachOf(predicted) === SURELY)
  const possible = certain < 0 ? hosts : hosts.slice(0, certain + 1)
  return { hosts: possible, selected: possible.length === 1 ? selected : least(selected, PERHAPS) }
}

/** Sets the registered variable of an include, which exists before its tasks run. */
function predictRegistered(
  { context }: PlayCheck,
  { register, role }: IncludeStep,
  hosts: readonly PredictedHost[],
  selected: Certainty,
): void {
  if (register === undefined) return
  for (const predicted of hosts)
    for (const kept of storedNames(role, register))
      setPredicted(context, predicted, kept, least(reachOf(predicted), selected))
}

/**
 * What an include may refer to on a host: one file or role, or all files that match the name. `targets` is undefined if
 * it may be anything.
 */
interface PossibleInclude {
  readonly targets: readonly IncludeTarget[] | undefined
  readonly isKnown: boolean
  readonly params: ParamsOfInclude
  readonly certainty: Certainty
}

async function possibleIncludes(
  playCheck: PlayCheck,
  step: IncludeStep,
  predicted: PredictedHost,
  reach: Certainty,
): Promise<PossibleInclude[]> {
  const { simulation, context } = playCheck
  const scope = scopeOf(context, predicted.host, step)
  const evaluateStep = evaluatorFor(playCheck, step, predicted)
  const { loop } = step
  const list = loop && (await evaluateLoop(simulation, evaluateStep, { ...step, loop }, scope, reach))
  if (loop && !list) return []
  const isCertain = !(list?.items instanceof Unknown)
  const files: PossibleInclude[] = []
  for (const params of list ? itemsToInclude(step, scope, list.items) : [new Map() as ParamsOfInclude]) {
    const inner = scope.extend(params)
    const ofConditions = await certaintyOfConditions(evaluateStep, reach, () => evaluateAll(step.when, inner))
    const certainty = isCertain ? ofConditions : least(ofConditions, PERHAPS)
    if (certainty === NEVER && !simulation.isThorough) continue
    const { isValid: isNamed, value: included } = await evaluateStep(certainty, () => includedBy(step, inner))
    if (!isNamed) continue
    const isFound = included !== undefined
    files.push({
      targets: isFound ? [included] : filesLike(step),
      isKnown: isFound,
      params,
      certainty: isFound ? certainty : least(certainty, PERHAPS),
    })
  }
  return files
}

/** Returns the files that the templated name of an include may refer to; undefined if it may be any file. */
function filesLike({ file, ofRole, ofAction, place }: IncludeStep): IncludeTarget[] | undefined {
  if (ofRole || ofAction) return undefined
  return candidatesFor(file, dirname(place.file))?.map(each => ({ file: each }))
}

/** Returns the params for each loop item; a single placeholder if the list is known only during the run. */
function itemsToInclude(step: IncludeStep, scope: Scope, items: EvaluatedLoop['items']): ParamsOfInclude[] {
  if (items instanceof Unknown) return [unknownItem(step.loopControl)]
  return itemParams(step, scope, items).slice(0, MAX_ITEMS)
}

/** Records an unknown include: it may set any variable, fail, or end the play. */
function predictUnknownInclude(certainties: ReadonlyMap<PredictedHost, Certainty>): void {
  for (const [predicted, certainty] of certainties) {
    if (certainty === NEVER) continue
    predicted.uncertain.mayHaveAny = true
    predicted.failed = most(predicted.failed, PERHAPS)
    predicted.host.epoch.count += 1
  }
}

async function checkIncludedFile(
  playCheck: PlayCheck,
  step: IncludeStep,
  { included, isKnown, params }: { included: IncludeTarget; isKnown: boolean; params: ParamsOfInclude },
  certainties: ReadonlyMap<PredictedHost, Certainty>,
  checkInnerSteps: CheckSteps,
): Promise<void> {
  const { simulation, context, chain } = playCheck
  // The file includes itself and is being checked already.
  const key = keyOf(included)
  if (chain.includes(key)) return
  const hosts = [...certainties.keys()]
  const mayBeFromTask = 'file' in included && mayBeWritten(simulation.written, included.file)
  let steps: readonly Step[] | undefined
  for (const [predicted, reach] of certainties) {
    const certainty = mayBeFromTask ? least(reach, PERHAPS) : reach
    const load = (): void => {
      if ('file' in included && !existsSync(included.file)) throw nothingToInclude(step, included.file)
      steps ??= loadSteps(context, step, included, params)
    }
    const evaluation = await evaluatorFor(playCheck, step, predicted)(certainty, load, !isKnown)
    if (!evaluation.isValid && mayBeFromTask) predictUnknownInclude(certainties)
  }
  if (!steps) return
  const inside = steps
  addRoles(context, inside)
  await limitCertainty(
    hosts,
    predicted => certainties.get(predicted) ?? NEVER,
    () => checkInnerSteps({ ...playCheck, chain: [...chain, key] }, inside, hosts),
  )
}

function nothingToInclude({ file: { place } }: IncludeStep, file: string): InputError {
  const near = nearFile(file)
  const meant = near === undefined ? '' : `did you mean \`${basename(near)}\`? `
  return new InputError('the included file does not exist', { place, hint: `${meant}looked for ${file}` })
}

function loadSteps(
  { run, play }: PlayContext,
  step: IncludeStep,
  included: IncludeTarget,
  params: ParamsOfInclude,
): readonly Step[] {
  try {
    return loadIncluded(run, play, step, included, params)
  } catch (error) {
    if (!(error instanceof InputError) || error.place) throw error
    throw new InputError(error.message, { place: step.file.place, hint: error.hint, cause: error })
  }
}
