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
import { keptNames } from '../variables/private-variables.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import { candidatesFor } from './candidates.ts'
import {
  type Certainty,
  least,
  most,
  NEVER,
  PERHAPS,
  type PredictedHost,
  reachOf,
  SURELY,
  setAhead,
} from './course.ts'
import { type LoopAhead, loopAhead, MOST_ITEMS } from './loop-ahead.ts'
import { noteConditions, notesOf } from './note-step.ts'
import { asFarAs, lookAtOnce, lookOnHosts, type Way } from './path.ts'
import { mayBeWritten } from './written-files.ts'

/** Checks steps on the hosts that reach them. */
export type LookInside = (way: Way, steps: readonly Step[], hosts: readonly PredictedHost[]) => Promise<void>

/** Checks the files or roles that an include refers to on each host. `lookInside` checks their steps. */
export async function lookAtInclude(
  way: Way,
  step: IncludeStep,
  hosts: readonly PredictedHost[],
  lookInside: LookInside,
): Promise<void> {
  const { course } = way
  const asked = isChosen(course.run, step) ? SURELY : NEVER
  const including = await hostsOfTasks(way, step, hosts, asked)
  const meant = await lookOnHosts(way, step, including, (predicted, reach) =>
    filesAhead(way, step, predicted, reach),
  )
  registerAhead(way, step, hosts, asked)
  const inclusions = new Map<string, { of: FileAhead; certainties: Map<PredictedHost, Certainty> }>()
  for (const [host, files] of meant) {
    for (const each of files) {
      const key = JSON.stringify([each.meant, each.isKnown, [...each.params]])
      const known = inclusions.get(key) ?? { of: each, certainties: new Map<PredictedHost, Certainty>() }
      inclusions.set(key, known)
      known.certainties.set(host, each.certainty)
    }
  }
  for (const { of, certainties } of inclusions.values()) {
    if (of.meant === undefined) leaveOpen(certainties)
    for (const included of of.meant ?? [])
      await lookIntoFile(way, step, { ...of, included }, certainties, lookInside)
  }
}

/**
 * Returns the hosts that may run the tasks of an include, and with which certainty. For an include that only the
 * first host runs, these are
 * the hosts that may be the first when the run reaches it.
 */
async function hostsOfTasks(
  way: Way,
  step: IncludeStep,
  hosts: readonly PredictedHost[],
  asked: Certainty,
): Promise<{ readonly hosts: readonly PredictedHost[]; readonly asked: Certainty }> {
  const [first] = hosts
  if (!step.isForFirstHost || !first || !(await lookAtOnce(way, step, first, asked))) return { hosts, asked }
  const certain = hosts.findIndex(predicted => reachOf(predicted) === SURELY)
  const possible = certain < 0 ? hosts : hosts.slice(0, certain + 1)
  return { hosts: possible, asked: possible.length === 1 ? asked : least(asked, PERHAPS) }
}

/** Sets the registered variable of an include, which exists before its tasks run. */
function registerAhead(
  { context }: Way,
  { register, role }: IncludeStep,
  hosts: readonly PredictedHost[],
  asked: Certainty,
): void {
  if (register === undefined) return
  for (const predicted of hosts)
    for (const kept of keptNames(role, register))
      setAhead(context, predicted, kept, least(reachOf(predicted), asked))
}

/**
 * What an include may refer to on a host: one file or role, or all files that match the name. `meant` is undefined if
 * it may be anything.
 */
interface FileAhead {
  readonly meant: readonly IncludeTarget[] | undefined
  readonly isKnown: boolean
  readonly params: ParamsOfInclude
  readonly certainty: Certainty
}

async function filesAhead(
  way: Way,
  step: IncludeStep,
  predicted: PredictedHost,
  reach: Certainty,
): Promise<FileAhead[]> {
  const { course, context } = way
  const scope = scopeOf(context, predicted.host, step)
  const note = notesOf(way, step, predicted)
  const { loop } = step
  const list = loop && (await loopAhead(course, note, { ...step, loop }, scope, reach))
  if (loop && !list) return []
  const isCertain = !(list?.items instanceof Unknown)
  const files: FileAhead[] = []
  for (const params of list ? paramsAhead(step, scope, list.items) : [new Map() as ParamsOfInclude]) {
    const inner = scope.extend(params)
    const meant = await noteConditions(note, reach, () => evaluateAll(step.when, inner))
    const certainty = isCertain ? meant : least(meant, PERHAPS)
    if (certainty === NEVER && !course.isThorough) continue
    const { isSound: isNamed, value: included } = await note(certainty, () => includedBy(step, inner))
    if (!isNamed) continue
    const isFound = included !== undefined
    files.push({
      meant: isFound ? [included] : filesLike(step),
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
function paramsAhead(step: IncludeStep, scope: Scope, items: LoopAhead['items']): ParamsOfInclude[] {
  if (items instanceof Unknown) return [unknownItem(step.loopControl)]
  return itemParams(step, scope, items).slice(0, MOST_ITEMS)
}

/** Records an unknown include: it may set any variable, fail, or end the play. */
function leaveOpen(certainties: ReadonlyMap<PredictedHost, Certainty>): void {
  for (const [predicted, certainty] of certainties) {
    if (certainty === NEVER) continue
    predicted.ahead.isOpen = true
    predicted.failed = most(predicted.failed, PERHAPS)
    predicted.host.epoch.count += 1
  }
}

async function lookIntoFile(
  way: Way,
  step: IncludeStep,
  { included, isKnown, params }: { included: IncludeTarget; isKnown: boolean; params: ParamsOfInclude },
  certainties: ReadonlyMap<PredictedHost, Certainty>,
  lookInside: LookInside,
): Promise<void> {
  const { course, context, chain } = way
  // The file includes itself and is being checked already.
  const key = keyOf(included)
  if (chain.includes(key)) return
  const hosts = [...certainties.keys()]
  const isMade = 'file' in included && mayBeWritten(course.written, included.file)
  let steps: readonly Step[] | undefined
  for (const [predicted, reach] of certainties) {
    const certainty = isMade ? least(reach, PERHAPS) : reach
    const load = (): void => {
      if ('file' in included && !existsSync(included.file)) throw nothingToInclude(step, included.file)
      steps ??= loadSteps(context, step, included, params)
    }
    const looked = await notesOf(way, step, predicted)(certainty, load, !isKnown)
    if (!looked.isSound && isMade) leaveOpen(certainties)
  }
  if (!steps) return
  const inside = steps
  addRoles(context, inside)
  await asFarAs(
    hosts,
    predicted => certainties.get(predicted) ?? NEVER,
    () => lookInside({ ...way, chain: [...chain, key] }, inside, hosts),
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
