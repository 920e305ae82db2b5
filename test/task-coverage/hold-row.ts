import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as assert from 'uvu/assert'
import { holdContract } from '../../src/authoring/contract.ts'
import type { ComposedTaskType } from '../../src/authoring/define.ts'
import type { Project } from '../../src/authoring/project.ts'
import { openTaskFolders } from '../../src/load-task-types.ts'
import type { Host } from '../../src/remote/host.ts'
import { type ShellText, sh } from '../../src/shell/quote.ts'
import { type AnyTaskType, bind, holdOutputs, reconnect } from '../kit/contract.ts'
import { scratch } from '../kit/local-session.ts'
import { projectIn } from '../kit/project.ts'
import { projectWithTemplates } from '../kit/templates.ts'
import type { CoverageRow, Item, RowHost } from './row.ts'

const TYPES = openTaskFolders([])
const BUILT_IN = projectWithTemplates()

/** Characters that have a meaning in a shell, a pattern, printf(3) or a list of words. */
const HOSTILE = `-it's "a" $(id) %s*\\é`

/** The N-th item of a row. */
export function itemOf(nth: number): Item {
  return { nth, plain: `/srv/plain${nth}`, at: `/srv/${HOSTILE}/${nth}` }
}

/** One task of a row, with params as in YAML. */
export interface Call {
  readonly type: AnyTaskType
  readonly params: Readonly<Record<string, unknown>>
}

/** The tasks that a row consists of: a composed task type stands for several. */
export function callsOf(row: CoverageRow, item: Item): Promise<readonly Call[]> {
  return expand(row.type, row.params(item))
}

async function expand(name: string, params: Call['params']): Promise<readonly Call[]> {
  const type = (await TYPES.load(name)) as never as AnyTaskType & Partial<ComposedTaskType>
  if (!type.expand) return [{ type, params }]
  const calls = type.expand({ params: bind(type, params) as never })
  if (calls.some(({ when, vars }) => when !== undefined || vars !== undefined))
    throw new Error(`${name}: a row cannot stand for tasks with \`when\` or \`vars\``)
  return (await Promise.all(calls.map(call => expand(call.type, call.params)))).flat()
}

/** Makes the item's directories and runs what the row prepares on the host. */
export async function layOut(row: CoverageRow, item: Item, host: Host): Promise<void> {
  const script = row.before?.(item) ?? ''
  const make = sh`umask 022; mkdir -p -- ${item.at} ${item.plain} && cd -- ${item.at} && eval ${`${script}\n:`}`
  await host.run(make, { title: `lay out the host for ${row.type}` })
  await host.run(bootScript(row))
  for (const [type, params] of row.needs?.(item) ?? [])
    await withProject(row, async project => {
      for (const call of await expand(type, params)) await carryOut(call, { host, project, row })
    })
}

/** Starts the programs that must run on the host, also after a loss of power. */
export function bootScript({ boot = '' }: CoverageRow): ShellText {
  return sh`eval ${`${boot}\n:`}`
}

/** Where a task runs. */
export interface Place {
  readonly host: Host
  readonly project: Project
  readonly row: CoverageRow
}

/** Runs the check of a task; returns its context and its result. */
export async function check({ type, params }: Call, { host, project, row }: Place) {
  const context = { ...{ host, project, isCheckMode: false }, environment: row.environment ?? {} }
  return { context, result: await type.check({ ...context, params: bind(type, params) } as never) }
}

/** Runs check and, if there are changes, apply, which may use another host. */
export async function carryOut(call: Call, place: Place, applying: Host = place.host): Promise<void> {
  const { context, result } = await check(call, place)
  if (result.kind === 'in-sync') return
  const { type, params } = call
  const plan = JSON.parse(JSON.stringify(result))
  await type.apply?.({ ...context, host: applying, params: bind(type, params), plan, reconnect } as never)
}

/** Tests the tasks of a row against the rules that all task types share, on a prepared host, and compares the result with what the row expects. */
export async function holdRow(row: CoverageRow, item: Item, where: RowHost): Promise<void> {
  await withProject(row, async project => {
    for (const call of await callsOf(row, item)) {
      const outcome = await holdContract({
        ...{ ...call, host: where.host, project, reconnect, environment: row.environment ?? {} },
        fingerprint: async () => (await where.fingerprint()).filter(line => !row.busy?.[0].test(line)),
        expects: row.expects ?? 'plan',
      })
      holdOutputs(call.type, outcome)
    }
  })
  await holdShown(row, item, where.host)
}

/** Checks that the host shows the change that the row describes. */
export async function holdShown(row: CoverageRow, item: Item, host: Host): Promise<void> {
  if (!row.shows) return
  const [script, expected] = row.shows(item)
  const { stdout, stderr } = await host.run(sh`cd -- ${item.at} && eval ${script}`, { ok: 'any' })
  const shown = `${stdout}${stderr}`
  if (typeof expected === 'string') assert.is(shown, expected)
  else assert.match(shown, expected)
}

/** Runs a function with the project of a row. */
export async function withProject<T>(row: CoverageRow, body: (project: Project) => Promise<T>): Promise<T> {
  const { path, remove } = scratch()
  try {
    for (const [name, content] of Object.entries(row.project ?? {})) {
      mkdirSync(dirname(join(path, name)), { recursive: true })
      writeFileSync(join(path, name), content)
    }
    const own = projectIn(path)
    // Task types bring templates of their own.
    const render: Project['render'] = (name, ...more) =>
      (row.project && Object.hasOwn(row.project, name) ? own : BUILT_IN).render(name, ...more)
    return await body({ ...own, render })
  } finally {
    remove()
  }
}
