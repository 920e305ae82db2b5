import { type LocalSession, openLocalSessions, scratch } from './local-session.ts'

/** The shells of `npm test`: the one that most hosts have, and the one whose programs differ most from GNU's. */
const TWO = ['sh', 'busybox']

/**
 * Runs a test in two shells of this machine, or in all of them with DROVER_SHELLS=all, with a new folder for each.
 * Errors name the shell.
 */
export async function inShells(body: (session: LocalSession, root: string) => Promise<void>): Promise<void> {
  const sessions = await openLocalSessions()
  try {
    for (const session of sessions)
      if (process.env.DROVER_SHELLS === 'all' || TWO.includes(session.shell)) await inShell(session, body)
  } finally {
    for (const session of sessions) await session.close()
  }
}

async function inShell(session: LocalSession, body: Parameters<typeof inShells>[0]): Promise<void> {
  const { path, remove } = scratch()
  try {
    await body(session, path)
  } catch (error) {
    if (error instanceof Error) error.message = `in ${session.shell}: ${error.message}`
    throw error
  } finally {
    remove()
  }
}
