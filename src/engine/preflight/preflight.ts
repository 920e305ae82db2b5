import { type InputError, InputErrors, showPlace } from '../../errors.ts'
import type { Play, Step, TaskStep } from '../../playbook/steps.ts'
import type { VarsSource } from '../../yaml/load.ts'
import { batchesOf, inOrder } from '../play/batches.ts'
import { handlersOf, inNameOrder } from '../play/handlers.ts'
import { hostsOf } from '../play/hosts-of-play.ts'
import { playName } from '../play/run-play.ts'
import type { PlayContext, RunContext } from '../state/context.ts'
import type { HostState } from '../state/host-state.ts'
import { newPlayState } from '../state/play-state.ts'
import { settersOf } from '../steps/variable-setters.ts'
import { gatheringOf } from '../variables/facts.ts'
import { controllerAhead } from './controller-files.ts'
import {
  type Certainty,
  type Course,
  least,
  most,
  NEVER,
  noting,
  PERHAPS,
  type PredictedHost,
  predictedHosts,
  reachOf,
  SURELY,
} from './course.ts'
import type { Way } from './path.ts'
import { lookAtHandlers, lookAtSteps } from './steps.ts'
import { varsFilesAhead } from './vars-files-ahead.ts'
import { nothingWritten } from './written-files.ts'

/** Errors that may not occur in this run, and whether plays may have more hosts than now. */
export interface Warnings {
  /** Errors that do not depend on the host or on variables. The run may not reach them. */
  readonly mistakes: readonly InputError[]
  /** All errors that occur if a host reaches them, including the certain ones. */
  readonly all: readonly InputError[]
  /** Whether tasks may add hosts to the inventory, so that plays may have more hosts than they have before the run. */
  readonly addsHosts: boolean
}

/**
 * Simulates the plays for every host before any is contacted, with the values that are known by then: task types
 * load, expressions and
 * templates compile, variables and files exist, params are valid. Throws InputErrors with every error that is certain
 * to occur in this
 * run. Errors that may not be reached are returned. `isThorough` also checks tasks that the run does not execute.
 */
export async function preflight(
  run: RunContext,
  plays: readonly { readonly play: Play }[],
  { isThorough = false }: { isThorough?: boolean } = {},
): Promise<Warnings> {
  const course = newCourse(run, plays, isThorough)
  for (const { play } of plays) {
    const { chosen, certainty } = await chosenAhead(course, play)
    if (chosen.length > 0) await lookAtPlay(course, play, chosen, certainty)
  }
  const { found, possible, mistakes } = course
  if (found.size > 0) throw new InputErrors([...found.values()])
  return {
    mistakes: [...mistakes.values()],
    all: [...new Map([...possible, ...mistakes]).values()],
    addsHosts: course.mayHaveGrown || course.run.inventory.hosts !== run.inventory.hosts,
  }
}

function newCourse(run: RunContext, plays: readonly { readonly play: Play }[], isThorough: boolean): Course {
  const inventory = run.inventory.copy()
  const likenesses = predictedHosts(new Set([...run.hosts.values(), run.localhost]), inventory)
  const likenessOf = (host: HostState): HostState => likenesses.get(host)?.host ?? host
  const [passed, leftOut] = [new Set<TaskStep>(), new Set<TaskStep>()]
  const setters = settersOf(
    run,
    plays.map(({ play }) => play),
  )
  const course: Course = {
    run: {
      ...run,
      inventory,
      controller: controllerAhead(run, () => course),
      hosts: new Map([...run.hosts].map(([name, host]) => [name, likenessOf(host)])),
      localhost: likenessOf(run.localhost),
      strangers: new Map(),
      started: { ...run.started },
      emit: () => {},
      adviseOn: name => adviceOnSetters(setters.get(name) ?? [], name, { passed, leftOut }),
    },
    predicted: new Map([...likenesses.values()].map(predicted => [predicted.host, predicted])),
    isThorough,
    found: new Map(),
    possible: new Map(),
    mistakes: new Map(),
    passed,
    leftOut,
    written: nothingWritten(run.settings.projectDir),
    mayHaveGrown: false,
    over: NEVER,
  }
  return course
}

/** Returns a hint why a variable does not exist although a task sets it. */
function adviceOnSetters(
  setters: readonly TaskStep[],
  name: string,
  { passed, leftOut }: Pick<Course, 'passed' | 'leftOut'>,
): string | undefined {
  const [first] = setters
  if (!first) return undefined
  const shown = (step: TaskStep): string => {
    const title = step.name?.kind === 'scalar' ? String(step.name.value) : step.type
    return `\`${title}\` (${showPlace(step.place)}) sets \`${name}\``
  }
  const before = setters.find(step => passed.has(step))
  if (before) return `${shown(before)} on other hosts: read it from \`hostvars\``
  const later = setters.find(step => !leftOut.has(step))
  if (later) return `${shown(later)}, but runs later`
  return `${shown(first)}, but tags or \`--start-at-task\` exclude it from this run`
}

/**
 * Returns the hosts of a play. If they are known only during the run, for example because a task may add hosts to a
 * group, returns all
 * possible hosts.
 */
async function chosenAhead(
  course: Course,
  play: Play,
): Promise<{ readonly chosen: readonly PredictedHost[]; readonly certainty: Certainty }> {
  const { run, predicted, over } = course
  const { isSound, value } = await noting(course, inverse(over), () => hostsOf(run, play))
  const among = (hosts: readonly HostState[]): PredictedHost[] =>
    hosts.flatMap(host => predicted.get(host) ?? [])
  const isKnown = value !== undefined && !(value.hosts.length === 0 && course.mayHaveGrown)
  if (isKnown) return { chosen: among(value.hosts), certainty: SURELY }
  if (!isSound) return { chosen: [], certainty: PERHAPS }
  const any = run
    .chooseHosts(run.inventory, 'all', play.hostsPlace)
    .map(name => run.hosts.get(name) ?? run.localhost)
  return { chosen: among(any), certainty: PERHAPS }
}

async function lookAtPlay(
  course: Course,
  play: Play,
  chosen: readonly PredictedHost[],
  certainty: Certainty,
): Promise<void> {
  const { run } = course
  for (const predicted of chosen) {
    const known: Certainty = predicted.ahead.isOpen ? PERHAPS : SURELY
    const base = [certainty, known, inverse(predicted.left), inverse(course.over)].reduce(least)
    Object.assign(predicted, { base, failed: NEVER, ended: NEVER })
  }
  const by = new Map(chosen.map(predicted => [predicted.host, predicted]))
  const hosts = inOrder(play, [...by.keys()])
  const reach = chosen.map(reachOf).reduce(most, NEVER)
  if (reach === NEVER && !course.isThorough) return
  const { value: handlers = [] } = await noting(course, reach, () => handlersOf(play.handlers))
  const { value: batches = [hosts] } = await noting(course, reach, () => batchesOf(play, hosts, run))
  const { value: gathering = 'on demand' } = await noting(course, reach, () =>
    gatheringOf(run, play, hosts[0]),
  )
  if (play.strategy !== 'linear') {
    // A host may be ahead of another one, so any variable of the play may already be set.
    for (const name of settersOf(run, [play]).keys()) for (const { ahead } of chosen) ahead.names.add(name)
  }
  const shared = {
    run,
    play,
    playName: playName(run, play),
    gathering,
    hosts,
    state: newPlayState(batches.length),
  }
  for (const batch of batches) {
    const varsFiles = new Map<HostState, readonly VarsSource[]>()
    const context: PlayContext = {
      ...shared,
      handlers: [...handlers],
      handlersByName: inNameOrder(play.handlers),
      batch,
      varsFiles,
      once: new Map(),
    }
    const own = batch.flatMap(host => by.get(host) ?? [])
    const way: Way = { course, context, play: chosen, isCaught: false, chain: [] }
    await lookAtBatch(way, varsFiles, own)
    // A batch in which all hosts fail ends the run.
    const lost = own.map(({ failed }) => failed).reduce(least, SURELY)
    course.over = most(course.over, lost)
    for (const predicted of chosen)
      if (!own.includes(predicted)) predicted.base = least(predicted.base, inverse(lost))
  }
  for (const predicted of chosen) predicted.left = most(predicted.left, predicted.failed)
  if (gathering !== 'never') for (const { ahead } of course.predicted.values()) ahead.mayHaveFacts = true
}

function inverse(certainty: Certainty): Certainty {
  if (certainty === NEVER) return SURELY
  return certainty === SURELY ? NEVER : PERHAPS
}

async function lookAtBatch(
  way: Way,
  varsFiles: Map<HostState, readonly VarsSource[]>,
  hosts: readonly PredictedHost[],
): Promise<void> {
  const { play } = way.context
  const lent: (() => void)[] = []
  for (const predicted of hosts) {
    const { files, undo } = await varsFilesAhead(way, predicted)
    varsFiles.set(predicted.host, files)
    predicted.host.epoch.count += 1
    lent.push(undo)
  }
  for (const steps of [play.preTasks, play.tasks, play.postTasks] as readonly (readonly Step[])[]) {
    if (steps.length === 0) continue
    await lookAtSteps(way, steps, hosts)
    await lookAtHandlers(way, hosts)
  }
  for (const undo of lent) undo()
}
