import { type LocalSession, openLocalSessions, scratch } from './local-session.ts'

/** Runs a test in each shell of this machine, with a folder of its own in each; an error names the shell. */
export async function inEachShell(
  body: (session: LocalSession, root: string) => Promise<void>,
): Promise<void> {
  const sessions = await openLocalSessions()
  try {
    for (const session of sessions) await inShell(session, body)
  } finally {
    for (const session of sessions) await session.close()
  }
}

async function inShell(session: LocalSession, body: Parameters<typeof inEachShell>[0]): Promise<void> {
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
