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
import { preflightController } from './controller-files.ts'
import type { PlayCheck } from './play-check.ts'
import { predictVarsFiles } from './predict-vars-files.ts'
import {
  type Certainty,
  least,
  most,
  NEVER,
  PERHAPS,
  type PredictedHost,
  predictedHosts,
  reachOf,
  type Simulation,
  SURELY,
  tryEvaluate,
} from './simulation.ts'
import { checkHandlers, checkSteps } from './steps.ts'
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
 * load, expressions and templates compile, variables and files exist, params are valid. Throws InputErrors with every
 * error that is certain to occur in this run. Errors that may not be reached are returned. `isThorough` also checks
 * tasks that the run does not execute.
 */
export async function preflight(
  run: RunContext,
  plays: readonly { readonly play: Play }[],
  { isThorough = false }: { isThorough?: boolean } = {},
): Promise<Warnings> {
  const simulation = newSimulation(run, plays, isThorough)
  for (const { play } of plays) {
    const { chosen, certainty } = await possibleHosts(simulation, play)
    if (chosen.length > 0) await checkPlay(simulation, play, chosen, certainty)
  }
  const { certainErrors, possibleErrors, mistakes } = simulation
  if (certainErrors.size > 0) throw new InputErrors([...certainErrors.values()])
  return {
    mistakes: [...mistakes.values()],
    all: [...new Map([...possibleErrors, ...mistakes]).values()],
    addsHosts: simulation.mayHaveNewHosts || simulation.run.inventory.hosts !== run.inventory.hosts,
  }
}

function newSimulation(
  run: RunContext,
  plays: readonly { readonly play: Play }[],
  isThorough: boolean,
): Simulation {
  const inventory = run.inventory.copy()
  const simulatedHosts = predictedHosts(new Set([...run.hosts.values(), run.localhost]), inventory)
  const simulated = (host: HostState): HostState => simulatedHosts.get(host)?.host ?? host
  const [reached, skipped] = [new Set<TaskStep>(), new Set<TaskStep>()]
  const setters = settersOf(
    run,
    plays.map(({ play }) => play),
  )
  const simulation: Simulation = {
    run: {
      ...run,
      inventory,
      controller: preflightController(run, () => simulation),
      hosts: new Map([...run.hosts].map(([name, host]) => [name, simulated(host)])),
      localhost: simulated(run.localhost),
      hostsOutsideInventory: new Map(),
      started: { ...run.started },
      emit: () => {},
      adviseOn: name => adviceOnSetters(setters.get(name) ?? [], name, { reached, skipped }),
    },
    predicted: new Map([...simulatedHosts.values()].map(predicted => [predicted.host, predicted])),
    isThorough,
    certainErrors: new Map(),
    possibleErrors: new Map(),
    mistakes: new Map(),
    reached,
    skipped,
    written: nothingWritten(run.settings.projectDir),
    mayHaveNewHosts: false,
    runEnded: NEVER,
  }
  return simulation
}

/** Returns a hint why a variable does not exist although a task sets it. */
function adviceOnSetters(
  setters: readonly TaskStep[],
  name: string,
  { reached, skipped }: Pick<Simulation, 'reached' | 'skipped'>,
): string | undefined {
  const [first] = setters
  if (!first) return undefined
  const shown = (step: TaskStep): string => {
    const title = step.name?.kind === 'scalar' ? String(step.name.value) : step.type
    return `\`${title}\` (${showPlace(step.place)}) sets \`${name}\``
  }
  const before = setters.find(step => reached.has(step))
  if (before) return `${shown(before)} on other hosts: read it from \`hostvars\``
  const later = setters.find(step => !skipped.has(step))
  if (later) return `${shown(later)}, but runs later`
  return `${shown(first)}, but tags or \`--start-at-task\` exclude it from this run`
}

/**
 * Returns the hosts of a play. If they are known only during the run, for example because a task may add hosts to a
 * group, returns all possible hosts.
 */
async function possibleHosts(
  simulation: Simulation,
  play: Play,
): Promise<{ readonly chosen: readonly PredictedHost[]; readonly certainty: Certainty }> {
  const { run, predicted, runEnded } = simulation
  const { isValid, value } = await tryEvaluate(simulation, inverse(runEnded), () => hostsOf(run, play))
  const among = (hosts: readonly HostState[]): PredictedHost[] =>
    hosts.flatMap(host => predicted.get(host) ?? [])
  const isKnown = value !== undefined && !(value.hosts.length === 0 && simulation.mayHaveNewHosts)
  if (isKnown) return { chosen: among(value.hosts), certainty: SURELY }
  if (!isValid) return { chosen: [], certainty: PERHAPS }
  const any = run
    .chooseHosts(run.inventory, 'all', play.hostsPlace)
    .map(name => run.hosts.get(name) ?? run.localhost)
  return { chosen: among(any), certainty: PERHAPS }
}

async function checkPlay(
  simulation: Simulation,
  play: Play,
  chosen: readonly PredictedHost[],
  certainty: Certainty,
): Promise<void> {
  const { run } = simulation
  for (const predicted of chosen) {
    const known: Certainty = predicted.uncertain.mayHaveAny ? PERHAPS : SURELY
    const base = [certainty, known, inverse(predicted.dropped), inverse(simulation.runEnded)].reduce(least)
    Object.assign(predicted, { base, failed: NEVER, ended: NEVER })
  }
  const by = new Map(chosen.map(predicted => [predicted.host, predicted]))
  const hosts = inOrder(play, [...by.keys()])
  const reach = chosen.map(reachOf).reduce(most, NEVER)
  if (reach === NEVER && !simulation.isThorough) return
  const { value: handlers = [] } = await tryEvaluate(simulation, reach, () => handlersOf(play.handlers))
  const { value: batches = [hosts] } = await tryEvaluate(simulation, reach, () => batchesOf(play, hosts, run))
  const { value: gathering = 'on demand' } = await tryEvaluate(simulation, reach, () =>
    gatheringOf(run, play, hosts[0]),
  )
  if (play.strategy !== 'linear') {
    // A host may be ahead of another one, so any variable of the play may already be set.
    for (const name of settersOf(run, [play]).keys())
      for (const { uncertain } of chosen) uncertain.names.add(name)
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
      onceInBatch: new Map(),
    }
    const own = batch.flatMap(host => by.get(host) ?? [])
    const playCheck: PlayCheck = { simulation, context, play: chosen, isCaught: false, chain: [] }
    await checkBatch(playCheck, varsFiles, own)
    // A batch in which all hosts fail ends the run.
    const lost = own.map(({ failed }) => failed).reduce(least, SURELY)
    simulation.runEnded = most(simulation.runEnded, lost)
    for (const predicted of chosen)
      if (!own.includes(predicted)) predicted.base = least(predicted.base, inverse(lost))
  }
  for (const predicted of chosen) predicted.dropped = most(predicted.dropped, predicted.failed)
  if (gathering !== 'never')
    for (const { uncertain } of simulation.predicted.values()) uncertain.mayHaveFacts = true
}

function inverse(certainty: Certainty): Certainty {
  if (certainty === NEVER) return SURELY
  return certainty === SURELY ? NEVER : PERHAPS
}

async function checkBatch(
  playCheck: PlayCheck,
  varsFiles: Map<HostState, readonly VarsSource[]>,
  hosts: readonly PredictedHost[],
): Promise<void> {
  const { play } = playCheck.context
  const undos: (() => void)[] = []
  for (const predicted of hosts) {
    const { files, undo } = await predictVarsFiles(playCheck, predicted)
    varsFiles.set(predicted.host, files)
    predicted.host.epoch.count += 1
    undos.push(undo)
  }
  for (const steps of [play.preTasks, play.tasks, play.postTasks] as readonly (readonly Step[])[]) {
    if (steps.length === 0) continue
    await checkSteps(playCheck, steps, hosts)
    await checkHandlers(playCheck, hosts)
  }
  for (const undo of undos) undo()
}
