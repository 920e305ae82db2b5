import { AssertionError } from 'node:assert'
import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { Float } from '../base/float.ts'
import type { Host } from '../remote/host.ts'
import { Secret } from '../values/secret.ts'
import type { ActionKind, Reconnect } from './define.ts'
import type { Change, InSync, Outputs, Plan } from './plan.ts'
import type { Project } from './project.ts'

/** A task type with a check, with any params and plan. */
export interface AnyTaskType {
  readonly params: z.ZodObject
  readonly aliases?: { readonly [alias: string]: string } | undefined
  readonly outputs?: { readonly [key: string]: string } | undefined
  readonly action?: ActionKind | ((params: never) => ActionKind | undefined) | undefined
  readonly isCheckedAgain?: boolean | undefined
  readonly check: (context: never) => Promise<InSync | Plan>
  readonly apply?: ((context: never) => Promise<Outputs | void>) | undefined
}

/** One task on a real host, for the contract that all task types share. */
export interface ContractCase {
  readonly type: AnyTaskType
  /** The params as in YAML; aliases are allowed. */
  readonly params: Readonly<Record<string, unknown>>
  readonly host: Host
  readonly project: Project
  readonly environment: Readonly<Record<string, string>>
  readonly reconnect: Reconnect
  /** What the first check must return. */
  readonly expects: 'plan' | 'in-sync'
  /** Returns everything that a check could change, as lines. */
  readonly fingerprint: () => readonly string[] | Promise<readonly string[]>
}

/** The results of a task on a real host. */
export interface ContractOutcome<D = unknown> {
  /** The result of the first check. */
  readonly first: InSync | Plan<D>
  /** The outputs that apply returned; empty if the first check was in sync. */
  readonly applied: Outputs
  /** The result of the check after apply; absent if nothing was applied, and for an action that is not checked again. */
  readonly after?: InSync | Plan<D>
}

/** The maximum number of stages before the last plan, as in a run. */
const MOST_STAGES = 3

/**
 * Checks on a real host that a task type fulfils the contract: a check writes nothing; its plan is plain data and also
 * works after conversion to JSON and back; after apply the check is in sync, and again in sync; a dry run predicts the
 * run. Throws AssertionError.
 */
export async function holdContract(given: ContractCase): Promise<ContractOutcome> {
  const { type, host, expects, project, environment, reconnect } = given
  const params = bindForTest(type, given.params)
  const context = { params, project, environment, host }
  let before = await given.fingerprint()
  const check = async (isCheckMode: boolean, carriedOut?: Plan): Promise<InSync | Plan> => {
    const result = await type.check({
      ...context,
      isCheckMode,
      ...(carriedOut ? { carriedOut } : {}),
    } as never)
    const now = await given.fingerprint()
    holdUnchanged(before, now)
    holdPlain(result, 'the result of check')
    return result
  }
  const predicted = await check(true)
  const first = await check(false)
  if (predicted.kind !== expects)
    fail(`the first check was expected to return \`${expects}\` and returned ${show(predicted)}`)
  if (!isDeepStrictEqual(changesOf(predicted), changesOf(first)))
    fail(`the dry run predicted ${show(changesOf(predicted))}, and the run found ${show(changesOf(first))}`)
  if (first.kind === 'in-sync') return { first, applied: {} }
  const carryOut = async (found: Plan): Promise<Outputs> => {
    found.changes.forEach(holdHonest)
    if (found.changes.length === 0 && found.waitsFor === undefined)
      fail('a plan must have changes, or say what it waits for (`pending`)')
    const plan = JSON.parse(JSON.stringify(found))
    const outputs = await type.apply?.({ ...context, isCheckMode: false, plan, reconnect } as never)
    before = await given.fingerprint()
    return outputs ?? {}
  }
  let applied = await carryOut(first)
  const action = typeof type.action === 'function' ? type.action(params as never) : type.action
  if (action && !(type.isCheckedAgain && first.changes.length > 0)) return { first, applied }
  let after = await check(false, first)
  let last: Plan = first
  for (let stage = 1; stage < MOST_STAGES && last.isStage && after.kind === 'plan'; stage += 1) {
    last = after
    applied = { ...applied, ...(await carryOut(after)) }
    after = await check(false, last)
  }
  if (after.kind === 'plan') fail(`after apply, the check still finds ${show(after.changes)}`)
  if (!action && (await check(true)).kind === 'plan') fail('a second run would change the host again')
  return { first, applied, after }
}

/** Replaces aliases in params by the task type's own names, and validates them against its schema. */
export function bindForTest(type: AnyTaskType, written: Readonly<Record<string, unknown>>): unknown {
  const aliases = type.aliases ?? {}
  const named = Object.entries(written).map(([key, value]) => [aliases[key] ?? key, value])
  return type.params.parse(Object.fromEntries(named))
}

function changesOf(result: InSync | Plan): readonly Change[] {
  return result.kind === 'plan' ? result.changes : []
}

function holdUnchanged(before: readonly string[], now: readonly string[]): void {
  const [old, fresh] = [new Set(before), new Set(now)]
  const differing = [
    ...before.filter(line => !fresh.has(line)).map(line => `- ${line}`),
    ...now.filter(line => !old.has(line)).map(line => `+ ${line}`),
  ]
  if (differing.length > 0) fail(`the check changed the host:\n${differing.slice(0, 20).join('\n')}`)
}

/**
 * Fails if a change has the same values before and after, which would be shown as no difference. A change with only an
 * action (`run`) has no values.
 */
function holdHonest({ resource, action, before, after }: Change): void {
  if (!/^[a-z_-]+:./.test(resource)) fail(`the resource \`${resource}\` is not written as \`kind:name\``)
  const isOnlyRun = action === 'run' && before === undefined && after === undefined
  if (!isOnlyRun && JSON.stringify(before ?? null) === JSON.stringify(after ?? null))
    fail(`the change of ${resource} has the same \`before\` and \`after\``)
}

/** Fails unless a value is plain data, which JSON preserves. Secrets are allowed, because outputs may contain them. */
function holdPlain(value: unknown, where: string): void {
  if (value instanceof Secret) return
  if (value === null || value === undefined || ['string', 'boolean'].includes(typeof value)) return
  if (typeof value === 'number' && Number.isFinite(value)) return
  // JSON represents it as a number.
  if (value instanceof Float) return
  if (typeof value !== 'object') fail(`${where} is ${String(value)}, which JSON does not keep`)
  const isPlain = Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value))
  if (!isPlain) fail(`${where} is a ${value.constructor?.name}, which JSON does not keep`)
  for (const [key, part] of Object.entries(value)) holdPlain(part, `${where}.${key}`)
}

function show(value: unknown): string {
  return JSON.stringify(value, null, 1)
}

function fail(message: string): never {
  throw new AssertionError({ message })
}
