import type { Control } from '../../authoring/plan.ts'
import { escapeRegex } from '../../base/escape-regex.ts'
import { parseFlag } from '../../base/flag.ts'
import type { Bound } from '../check/bind.ts'
import { pathsToTry } from '../check/find-input.ts'
import { varsToInclude } from '../check/vars-to-include.ts'
import { includeVariables } from '../state/host-state.ts'
import type { TaskRun } from '../state/task-run.ts'
import { factsSetBy } from '../steps/variable-setters.ts'
import { asStored, storedNames } from '../variables/private-variables.ts'
import {
  allowAnyVariable,
  type Certainty,
  least,
  NEVER,
  PERHAPS,
  SURELY,
  setPredicted,
} from './simulation.ts'
import { evaluateForTask, type TaskCheck } from './task-check.ts'
import { mayFindWritten } from './written-files.ts'

/** The expected outcome of a task on a host, as far as it is known before a run. */
export interface PredictedOutcome {
  /** The certainty that the task runs, and is not skipped by its conditions or an empty loop. */
  readonly runs: Certainty
  /** The certainty that the host fails at this task. */
  readonly fails: Certainty
  /** The control that it requests from the engine, such as `end_play`. */
  readonly control?: Control
}

/**
 * Sets the variables that a task sets on the simulated hosts. Returns whether it runs, whether it fails on purpose,
 * and its control.
 */
export function predictOutcome(
  taskCheck: TaskCheck,
  bound: Bound | undefined,
  certainty: Certainty,
): PredictedOutcome {
  const { context, predicted, step, type } = taskCheck
  const params = bound && 'params' in bound ? bound.params : undefined
  const plain = { runs: certainty, fails: NEVER } as const
  switch (step.type) {
    case 'set_fact':
      setFacts(taskCheck, params, certainty)
      return plain
    case 'getent':
    case 'package_facts':
    case 'service_facts':
      setFacts(taskCheck, undefined, certainty)
      return plain
    case 'setup':
      for (const { uncertain } of taskCheck.simulation.predicted.values()) uncertain.mayHaveFacts = true
      return plain
    case 'fail':
      return { ...plain, fails: bound ? certainty : NEVER }
    case 'assert':
      return { ...plain, fails: bound ? least(certainty, certaintyOfDenial(params)) : NEVER }
    case 'meta':
      if (params?.action === 'refresh_inventory' && certainty !== NEVER) {
        // The content of the inventory at that time is unknown.
        taskCheck.simulation.mayHaveNewHosts = true
        for (const other of taskCheck.simulation.predicted.values()) allowAnyVariable(other)
      }
      return params ? { ...plain, control: params.action as Control } : plain
    case 'add_host':
    case 'debug':
    case 'group_by':
    case 'include_vars':
    case 'pause':
    case 'validate_argument_spec':
      return plain
    default:
      // A task type of the project may set any variable.
      if ('isLocal' in type && type.isLocal && certainty !== NEVER) {
        predicted.uncertain.mayHaveAny = true
        taskCheck.simulation.mayHaveNewHosts = true
        context.run.localhost.epoch.count += 1
      }
      return plain
  }
}

/**
 * Sets the variables of an `include_vars`, if its files are known and certainly read; otherwise their values are
 * unknown.
 */
export async function predictIncludedVars(
  taskCheck: TaskCheck,
  taskRun: TaskRun,
  bound: Bound | undefined,
  certainty: Certainty,
): Promise<void> {
  const { simulation, context, predicted, step } = taskCheck
  if (!bound || certainty === NEVER) return
  // With `delegate_facts`, the host that gets the variables is known only during the run.
  if (step.delegateFacts) for (const other of simulation.predicted.values()) allowAnyVariable(other)
  if ('unknown' in bound) return allowAnyVariable(predicted)
  const { params } = bound
  const { file } = params
  const mayBeFromTask =
    typeof file === 'string'
      ? mayFindWritten(simulation.written, pathsToTry(taskRun, 'var', file))
      : simulation.written.mayHaveMore
  const sure = mayBeFromTask ? least(certainty, PERHAPS) : certainty
  const { value: vars } = await evaluateForTask(taskCheck, sure, () => varsToInclude(taskRun, params))
  if (!vars || step.delegateFacts) return allowAnyVariable(predicted)
  const kept = asStored(step.role, vars)
  if (certainty === SURELY) includeVariables(predicted.host, kept)
  else for (const name of kept.keys()) setPredicted(context, predicted, name, certainty)
}

/** Sets the variables of a `set_fact`. In a loop or without known params, their values are unknown. */
function setFacts(
  { simulation, context, predicted, step }: TaskCheck,
  params: Readonly<Record<string, unknown>> | undefined,
  certainty: Certainty,
): void {
  const { cacheable, ...values } = params ?? {}
  if (cacheable === true && certainty !== NEVER)
    recordCachedFacts({ simulation, predicted, step }, Object.keys(values))
  if (params && !step.loop && !step.delegateFacts) {
    for (const [name, value] of asStored(step.role, new Map(Object.entries(values))))
      setPredicted(context, predicted, name, certainty, value)
    return
  }
  const receivers = step.delegateFacts ? [...simulation.predicted.values()] : [predicted]
  const sure = step.delegateFacts ? least(certainty, PERHAPS) : certainty
  for (const name of params ? Object.keys(values) : factsSetBy(step)) {
    for (const receiver of receivers) {
      if (name.includes('{{')) receiver.uncertain.patterns.push(patternOf(name))
      else for (const kept of storedNames(step.role, name)) setPredicted(context, receiver, kept, sure)
    }
  }
}

/**
 * Records that variables may become facts too. With `delegate_facts` the host is unknown, so this applies to all
 * hosts.
 */
function recordCachedFacts(
  { simulation, predicted, step }: Pick<TaskCheck, 'simulation' | 'predicted' | 'step'>,
  names: readonly string[],
): void {
  const receivers = step.delegateFacts ? [...simulation.predicted.values()] : [predicted]
  for (const { uncertain } of receivers) uncertain.cached.push(...names.map(patternOf))
}

/** Returns a pattern for the names that a templated name may result in. */
function patternOf(name: string): RegExp {
  const parts = name.split(/\{\{.*?\}\}/s).map(escapeRegex)
  return new RegExp(`^${parts.join('.*')}$`, 's')
}

/** Returns the certainty that a condition of an `assert` is false. */
function certaintyOfDenial(params: Readonly<Record<string, unknown>> | undefined): Certainty {
  if (!params) return PERHAPS
  const all = [params.that].flat() as { readonly value: unknown }[]
  return all.every(({ value }) => parseFlag(value) === true) ? NEVER : SURELY
}
