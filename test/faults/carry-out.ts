import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InSync, Plan } from '../../src/authoring/plan.ts'
import type { Project } from '../../src/authoring/project.ts'
import type { Host } from '../../src/remote/host.ts'
import { type AnyTaskType, bind } from '../kit/contract.ts'
import { projectIn } from '../kit/project.ts'

/**
 * The check, the apply and the second check of a task type, as a run does them, with a callback in between.
 */
export interface Carrying {
  readonly type: AnyTaskType
  readonly params: Readonly<Record<string, unknown>>
  readonly host: Host
  readonly project: Project
  /** Called between check and apply. */
  readonly meanwhile?: () => void
}

/**
 * The result of a task: `ok`, `changed`, or `failed: ` with the reason, also if the second check still finds
 * a difference.
 */
export async function carryOut({ type, params, host, project, meanwhile }: Carrying): Promise<string> {
  const context = { host, project, environment: {}, isCheckMode: false, params: bind(type, params) }
  const check = (): Promise<InSync | Plan> => type.check(context as never)
  try {
    const plan = await check()
    if (plan.kind === 'in-sync') return 'ok'
    meanwhile?.()
    await type.apply?.({ ...context, plan: JSON.parse(JSON.stringify(plan)) } as never)
    const action = typeof type.action === 'function' ? type.action(context.params as never) : type.action
    if (action || (await check()).kind === 'in-sync') return 'changed'
    return 'failed: it still differs'
  } catch (error) {
    const { message, hint } = error as { message: string; hint?: string }
    return `failed: ${message}${hint === undefined ? '' : ` (${hint})`}`
  }
}

/** A new directory that every user may read, and the project in it. */
export function workplace(): {
  readonly path: string
  readonly project: Project
  readonly remove: () => void
} {
  const path = mkdtempSync(join(tmpdir(), 'drover-faults-'))
  return { path, project: projectIn(path), remove: () => rmSync(path, { recursive: true, force: true }) }
}
