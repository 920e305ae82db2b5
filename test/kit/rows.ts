import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import { type AnyTaskType, type ContractOutcome, holdsContract } from './contract.ts'
import { type LocalSession, openLocalSessions, scratch, sessionsFrom } from './local-session.ts'
import { projectIn } from './project.ts'

/** A row: the state before, the params, and the expected outcome. `@` in params stands for the directory. */
export interface Row {
  readonly title: string
  readonly params: Readonly<Record<string, unknown>>
  readonly expects: 'plan' | 'in-sync'
  /** Creates files in the directory that the task changes, and in the project's. */
  readonly prepare?: (directory: string, project: string) => void
  readonly verify?: (directory: string, outcome: ContractOutcome, session: LocalSession) => void
}

/** Runs every row through the contract, each in one of this machine's shells, in turn. */
export function contractRows(name: string, type: AnyTaskType, rows: readonly Row[]): void {
  let sessions: readonly LocalSession[] = []
  test.before(async () => {
    sessions = await openLocalSessions()
  })
  test.after(async () => {
    for (const session of sessions) await session.close()
  })
  for (const [nth, row] of rows.entries()) {
    test(`${name}: ${row.title}`, async () => {
      for (const session of sessionsFrom(sessions, nth)) await runRow(type, row, session)
    })
  }
}

async function runRow(type: AnyTaskType, row: Row, session: LocalSession): Promise<void> {
  const { path, remove } = scratch()
  try {
    const [root, project] = [join(path, 'host'), join(path, 'project')]
    mkdirSync(root)
    mkdirSync(project)
    row.prepare?.(root, project)
    const params = JSON.parse(JSON.stringify(row.params).replaceAll('@', root))
    const outcome = await holdsContract({
      type,
      params,
      host: session.host,
      root,
      project: projectIn(project),
      expects: row.expects,
    })
    row.verify?.(root, outcome, session)
  } catch (error) {
    if (error instanceof Error) error.message = `in ${session.shell}: ${error.message}`
    throw error
  } finally {
    remove()
  }
}
