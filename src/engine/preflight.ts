import { existsSync } from 'node:fs'
import type { BlockStep, IncludeStep, Play, Step, TaskStep } from '../config/steps.ts'
import { InputError, InputErrors, type Source } from '../errors.ts'
import type { TaskType } from '../task/define.ts'
import { lazyObject } from '../values/lazy.ts'
import type { Entry, Scope } from '../values/scope.ts'
import { findUnknown, Unknown, UnknownValueError } from '../values/unknown.ts'
import type { Acting } from './act.ts'
import { bindParams, paramSources } from './bind.ts'
import { connectionSettings, SETTING_VARIABLES } from './connection-settings.ts'
import type { PlayContext, RunContext } from './context.ts'
import { allSteps, dynamicNames, staticFile, unknownEntries } from './dynamic-names.ts'
import { optionsOf } from './guard.ts'
import { unknownHandler } from './handlers.ts'
import type { HostState } from './host-state.ts'
import { handDown } from './inclusions.ts'
import { asExpression } from './judge.ts'
import { findInput, openProject } from './project.ts'
import { delegateOf } from './reach.ts'
import { contextOf } from './run-play.ts'
import { asTask } from './step-as-task.ts'
import { makeTarget } from './target.ts'
import { hostNamed, hostScope, isFactName, scopeOf } from './variables.ts'

/**
 * Looks at every task of the plays for every host, before any host is contacted: task types load, expressions and
 * templates compile, variables are known, params are right as far as they can be known by then, files are there.
 * Throws InputErrors with all that it found.
 */
export async function preflight(
  run: RunContext,
  plays: readonly { play: Play; hosts: readonly HostState[] }[],
): Promise<void> {
  const found = new Map<string, InputError>()
  const dynamic = dynamicNames(
    run,
    plays.map(({ play }) => play),
  )
  for (const { play, hosts } of plays) {
    await collect(found, async () => {
      const context = contextOf(run, play, hosts)
      for (const step of allSteps(play)) {
        await lookAt({ context, dynamic, found, seenFiles: new Set() }, step)
      }
    })
  }
  if (found.size > 0) throw new InputErrors([...found.values()])
}

interface Looking {
  readonly context: PlayContext
  /** Names that some task of the run registers or sets: unknown until then. */
  readonly dynamic: ReadonlyMap<string, Entry>
  readonly found: Map<string, InputError>
  readonly seenFiles: Set<string>
}

async function lookAt(looking: Looking, step: Step): Promise<void> {
  if (step.kind === 'block') {
    if (step.guard) await collect(looking.found, () => lookAtGuard(looking, step))
    for (const inner of [...step.block, ...step.rescue, ...step.always]) await lookAt(looking, inner)
    return
  }
  if (step.kind === 'include') return lookAtInclude(looking, step)
  const { context, found } = looking
  await collect(found, async () => {
    const type = await context.run.types.load(step.type)
    for (const host of context.hosts) await collect(found, () => lookAtTask(looking, step, type, host))
  })
  for (const name of step.notify) await collect(found, () => lookAtNotify(context, name))
}

async function lookAtGuard(looking: Looking, step: BlockStep): Promise<void> {
  const { context } = looking
  for (const host of context.hosts) {
    if (step.guard) optionsOf(step.guard, withUnknowns(looking, host, asTask(step, 'guard')))
  }
}

/** A file named without a template is looked into now; any other when a host gets there. */
async function lookAtInclude(looking: Looking, step: IncludeStep): Promise<void> {
  const { context, found, seenFiles } = looking
  const file = staticFile(step)
  if (file === undefined || seenFiles.has(file)) return
  await collect(found, async () => {
    if (!existsSync(file)) {
      throw new InputError('there is no such file to include', {
        place: step.file.place,
        hint: `looked for ${file}`,
      })
    }
    const loopNames = step.loop ? [step.loopControl.loopVar, step.loopControl.indexVar ?? 'ansible_loop'] : []
    const dynamic = new Map([...looking.dynamic, ...unknownEntries(loopNames, 'the loop of `include_tasks`')])
    const inner = { ...looking, dynamic, seenFiles: new Set([...seenFiles, file]) }
    for (const each of loadIncluded(context, step, file)) await lookAt(inner, each)
  })
}

function loadIncluded({ run }: PlayContext, step: IncludeStep, file: string): readonly Step[] {
  try {
    return run.loadTasks(file, handDown(step))
  } catch (error) {
    if (!(error instanceof InputError) || error.place) throw error
    throw new InputError(error.message, { place: step.file.place, hint: error.hint, cause: error })
  }
}

async function lookAtTask(looking: Looking, step: TaskStep, type: TaskType, host: HostState): Promise<void> {
  const { context } = looking
  let scope = withUnknowns(looking, host, step, type)
  if (step.loop) {
    const items = scope.render(step.loop)
    const [first] = Array.isArray(items) ? items : [new Unknown('the loop')]
    if (Array.isArray(items) && items.length === 0) return
    const { loopVar, indexVar } = step.loopControl
    scope = scope.extend(
      new Map([
        [loopVar, { value: first }],
        ...(indexVar ? [[indexVar, { value: 0 }] as const] : []),
        ['ansible_loop', { value: new Unknown('the loop') }],
        ['ansible_loop_var', { value: loopVar }],
      ]),
    )
  }
  const verdicts = step.when.map(condition => scope.evaluateCondition(condition.value, condition.place))
  if (verdicts.includes(false)) return
  const isCertain = verdicts.every(verdict => verdict === true)
  // Behind a condition that only the run can judge, a variable may rightly be missing on some hosts.
  const undefinedHere = paramSources(type, step.params)
    .flatMap(source => [...scope.needs(source)])
    .filter(name => !scope.has(name) && !isFactName(name, scope))
  if (!isCertain && undefinedHere.some(name => isKnownElsewhere(context, name))) return
  const bound = bindParams(step.type, type, step.params, scope)
  for (const source of [
    step.name,
    step.delegateTo,
    step.retries,
    step.delay,
    step.becomeUser,
    ...step.environment,
  ]) {
    if (source && !step.loop) scope.renderOptional(source)
  }
  const acting: Acting = { context, step, host, scope, ref: { task: '', name: '', taskType: step.type } }
  lookAtVerdicts(acting)
  lookAtTarget(acting, type)
  if ('unknown' in bound || !type.reads) return
  for (const { kind, path } of type.reads(bound.params as never)) {
    findInput(acting, kind, path)
    if (kind === 'template') await renderAhead(acting, path)
  }
}

/** What judges the result is compiled and its names are looked up; the result itself is not known yet. */
function lookAtVerdicts({ step, scope }: Acting): void {
  const result = new Unknown('the result of the task')
  const judging = step.register ? scope.extend(new Map([[step.register, { value: result }]])) : scope
  for (const condition of [...(step.until ?? []), ...(step.changedWhen ?? []), ...(step.failedWhen ?? [])])
    judging.evaluateCondition(condition.value, condition.place)
}

/** How the host is reached, where that does not hang on what a task registers or sets. */
function lookAtTarget(acting: Acting, type: TaskType): void {
  const { context, step, host, scope } = acting
  if (step.delegateTo) {
    if (scope.renderOptional(step.delegateTo) instanceof Unknown) return
    delegateOf(acting)
    return
  }
  if ('isLocal' in type && type.isLocal) return
  const { run } = context
  const given = SETTING_VARIABLES.filter(name => scope.has(name))
  const hangsOn = given.flatMap(name => [...scope.needs(named(name))])
  if (hangsOn.some(name => !scope.has(name))) return
  const settings = connectionSettings(run, host, step, { variables: scope, keywords: scope })
  if (Object.values(settings).some(({ value }) => findUnknown(value))) return
  run.checkTarget(makeTarget(run, host, step, settings))
}

function named(name: string): Source {
  return { kind: 'scalar', value: `{{${name}}}`, place: { file: '', line: 1, column: 1 } }
}

/** Renders a template with what is known, for its errors alone. */
async function renderAhead(acting: Acting, path: string): Promise<void> {
  const known: HostState = { ...acting.host, facts: acting.host.facts ?? {} }
  try {
    await openProject({ ...acting, host: known }).render(path)
  } catch (error) {
    if (!(error instanceof UnknownValueError)) throw error
  }
}

function lookAtNotify(context: PlayContext, name: Source): void {
  if (name.kind !== 'scalar' || String(name.value).includes('{{')) return
  const isTemplated = context.handlers.some(
    handler => handler.name?.kind === 'scalar' && String(handler.name.value).includes('{{'),
  )
  const isFound = context.handlers.some(
    handler =>
      handler.listen.includes(String(name.value)) ||
      (handler.name?.kind === 'scalar' ? handler.name.value === name.value : handler.type === name.value),
  )
  if (!isFound && !isTemplated) throw unknownHandler(context, String(name.value), name)
}

function isKnownElsewhere({ run }: PlayContext, name: string): boolean {
  return [...run.hosts.values()].some(host => host.layers.some(layer => layer.has(name)))
}

/** The host's variables, with facts, registered and set ones as unknown. */
function withUnknowns(looking: Looking, host: HostState, step: TaskStep, type?: TaskType): Scope {
  const facts = host.facts ? [] : unknownEntries(['facts', 'ansible_facts'], `the facts of ${host.name}`)
  const scope = scopeOf(looking.context, host, step)
  const absent = [...looking.dynamic].filter(([name]) => !scope.has(name))
  const hostvars: Entry = { value: hostvarsAhead(looking) }
  const base = scope.extend(new Map([...facts, ...absent, ['hostvars', hostvars]]))
  const sources = [
    ...step.when.map(asExpression),
    ...(type ? paramSources(type, step.params) : []),
    ...(step.loop ? [step.loop] : []),
  ]
  const named = sources.flatMap(source => [...base.needs(source)])
  const factNames = named.filter(name => isFactName(name, base) && !base.has(name))
  return base.extend(unknownEntries(factNames, `the facts of ${host.name}`))
}

/** `hostvars` of which what tasks register or set, and facts, are unknown on every host. */
function hostvarsAhead({ context: { run }, dynamic }: Looking): unknown {
  return lazyObject(
    () => run.hosts.keys(),
    name => {
      const host = hostNamed(run, name)
      if (!host) return undefined
      const scope = hostScope(run, host)
      const isFact = (each: string): boolean => !host.facts && isFactName(each, scope)
      return lazyObject(
        () => new Set([...scope.names(), ...dynamic.keys()]),
        each => {
          if (scope.has(each)) return scope.get(each)
          return new Unknown(isFact(each) ? `the facts of ${name}` : 'a task that has not run yet')
        },
        each => scope.has(each) || dynamic.has(each) || isFact(each),
      )
    },
    name => hostNamed(run, name) !== undefined,
  )
}

async function collect(found: Map<string, InputError>, look: () => Promise<void> | void): Promise<void> {
  try {
    await look()
  } catch (error) {
    const errors = error instanceof InputErrors ? error.errors : [error]
    for (const each of errors) {
      if (!(each instanceof InputError)) throw each
      found.set(`${each.message} ${JSON.stringify(each.place)}`, each)
    }
  }
}
