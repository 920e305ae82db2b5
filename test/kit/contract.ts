import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { z } from 'zod'
import type { ActionKind, Reconnect } from '../../src/authoring/define.ts'
import type { InSync, Outputs, Plan } from '../../src/authoring/plan.ts'
import type { Project } from '../../src/authoring/project.ts'
import type { Host } from '../../src/remote/host.ts'
import { Secret } from '../../src/values/secret.ts'

/** Any task type with a check, whatever its params and plan are. */
export interface AnyTaskType {
  readonly params: z.ZodObject
  readonly aliases?: { readonly [alias: string]: string } | undefined
  readonly action?: ActionKind | ((params: never) => ActionKind | undefined) | undefined
  readonly check: (context: never) => Promise<InSync | Plan>
  readonly apply?: ((context: never) => Promise<Outputs | void>) | undefined
}

/** One case of the contract that all task types share. */
export interface ContractCase {
  readonly type: AnyTaskType
  /** As in YAML, aliases and all. */
  readonly params: Readonly<Record<string, unknown>>
  readonly host: Host
  readonly project?: Project
  /** The directory that the task acts in; a check must leave all of it as it is. */
  readonly root: string
  readonly environment?: Readonly<Record<string, string>>
  /** Whether the first check must find something to do. */
  readonly expects: 'plan' | 'in-sync'
}

/** What a case came to. */
export interface ContractOutcome {
  readonly first: InSync | Plan
  /** What apply returned. */
  readonly applied: Readonly<Record<string, unknown>>
  /** The check after apply; absent for an action. */
  readonly after?: InSync | Plan
}

/**
 * Holds a task type to the contract on a real host: a check writes nothing; its plan is plain data and is carried out
 * as well after a way through JSON; after apply the check is in sync, and in sync again; a dry run predicts the run.
 */
export async function holdsContract(given: ContractCase): Promise<ContractOutcome> {
  const { type, host, root, expects } = given
  const params = bind(type, given.params)
  const context = {
    params: params as never,
    project: given.project ?? noProject,
    environment: given.environment ?? {},
  }
  const check = async (isCheckMode: boolean): Promise<InSync | Plan> => {
    const before = fingerprint(root)
    const result = await type.check({ ...context, host, isCheckMode } as never)
    assert.equal(fingerprint(root), before, 'a check must not change anything')
    assertPlain(result, 'the result of check')
    return result
  }
  const predicted = await check(true)
  const first = await check(false)
  assert.is(
    predicted.kind,
    expects === 'plan' ? 'plan' : 'in-sync',
    `first check: ${JSON.stringify(predicted)}`,
  )
  assert.equal(changesOf(predicted), changesOf(first), 'a dry run must predict the run')
  if (first.kind === 'in-sync') return { first, applied: {} }
  assertHonest(first)
  const plan = JSON.parse(JSON.stringify(first))
  const applied =
    (await type.apply?.({ ...context, host, isCheckMode: false, plan, reconnect } as never)) ?? {}
  const action = typeof type.action === 'function' ? type.action(params as never) : type.action
  if (action) return { first, applied }
  const after = await check(false)
  assert.is(after.kind, 'in-sync', `after apply, check finds: ${JSON.stringify(changesOf(after), null, 1)}`)
  assert.equal((await check(true)).kind, 'in-sync')
  return { first, applied, after }
}

/** Params as a playbook gives them, under the task type's own names and parsed by its schema. */
export function bind(type: AnyTaskType, written: Readonly<Record<string, unknown>>): unknown {
  const aliases = type.aliases ?? {}
  const named = Object.entries(written).map(([key, value]) => [aliases[key] ?? key, value])
  return type.params.parse(Object.fromEntries(named))
}

/** Everything below a directory that a check could change, a line each: contents, modes, owners, times, targets. */
export function fingerprint(root: string): string[] {
  const found = lstatSync(root, { throwIfNoEntry: false })
  if (!found) return []
  const { mode, uid, gid, size, mtimeMs, ctimeMs, ino } = found
  const line = [root, mode.toString(8), uid, gid, size, mtimeMs, ctimeMs, ino, contentOf(found, root)].join(
    ' ',
  )
  if (!found.isDirectory()) return [line]
  return [
    line,
    ...readdirSync(root)
      .sort()
      .flatMap(name => fingerprint(join(root, name))),
  ]
}

function contentOf(found: Stats, path: string): string {
  if (found.isSymbolicLink()) return readlinkSync(path)
  return found.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : ''
}

/** A project that has nothing, for task types that read nothing of it. */
export const noProject: Project = {
  render: async template => refuse(`template ${template}`),
  file: async path => refuse(`file ${path}`),
  list: async path => refuse(`directory ${path}`),
  resolve: path => path,
}

/** For what restarts nothing. */
export const reconnect: Reconnect = async () => refuse('other session')

function refuse(what: string): never {
  throw new Error(`the test has no ${what}`)
}

function changesOf(result: InSync | Plan): unknown {
  return result.kind === 'plan' ? result.changes : []
}

/** A change that says the same before and after would be shown as nothing. */
function assertHonest({ changes, waitsFor }: Plan): void {
  assert.ok(changes.length > 0 || waitsFor !== undefined, 'a plan has changes or waits for something')
  for (const { resource, before, after } of changes) {
    assert.match(resource, /^[a-z_]+:./)
    assert.not.equal(
      JSON.stringify(before ?? null),
      JSON.stringify(after ?? null),
      `${resource} says nothing`,
    )
  }
}

function assertPlain(value: unknown, where: string): void {
  if (value instanceof Secret) return
  if (value === null || value === undefined || ['string', 'boolean'].includes(typeof value)) return
  if (typeof value === 'number' && Number.isFinite(value)) return
  assert.ok(typeof value === 'object', `${where} is ${String(value)}`)
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
  assert.ok(isPlain, `${where} is a ${value.constructor?.name}`)
  for (const [key, part] of Object.entries(value)) assertPlain(part, `${where}.${key}`)
}
