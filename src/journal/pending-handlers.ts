import { existsSync, writeFileSync } from 'node:fs'
import { InputError } from '../errors.ts'
import { isHeld } from './active-run.ts'
import { forgottenFile, journalFolder } from './folder.ts'
import { readRun } from './read.ts'
import { runsIn } from './runs.ts'
import type { PendingHandler } from './schema.ts'

/**
 * Returns the handlers that runs in this directory notified but did not run, according to the last run that ended,
 * whose list includes those of earlier runs. Returns none if no journal can be read.
 */
export function pendingHandlers(cwd: string): readonly PendingHandler[] {
  try {
    const folder = journalFolder()
    for (const run of runsIn(cwd, 'run')) {
      if (isHeld(folder, run)) continue
      try {
        const { pendingHandlers } = readRun(run)
        const forgotten = runsOf(pendingHandlers).filter(each => existsSync(forgottenFile(folder, each)))
        return pendingHandlers.filter(owed => !forgotten.includes(owed.run))
      } catch (error) {
        // A damaged journal is skipped here: `run resume` reports the error.
        if (!(error instanceof InputError)) throw error
      }
    }
  } catch (error) {
    // Problems with the folder are reported when the next journal is written.
    const isOfFiles = error instanceof Error && 'code' in error
    if (!(error instanceof InputError) && !isOfFiles) throw error
  }
  return []
}

/**
 * Ends the warnings about handlers that runs in this directory notified but did not run: those of one run, or all.
 * Returns these handlers. Throws InputError if there are none.
 */
export function forgetPending(cwd: string, run: string | undefined): readonly PendingHandler[] {
  const owed = pendingHandlers(cwd)
  const forgotten = owed.filter(each => run === undefined || each.run === run)
  if (forgotten.length === 0) {
    const runs = runsOf(owed)
    const message =
      run === undefined
        ? 'no run in this directory has pending handlers'
        : `the run ${run} has no pending handlers`
    throw new InputError(message, {
      hint: runs.length === 0 ? 'there is nothing to forget' : `these runs have some: ${runs.join(', ')}`,
    })
  }
  const folder = journalFolder()
  for (const each of runsOf(forgotten)) writeFileSync(forgottenFile(folder, each), '', { mode: 0o600 })
  return forgotten
}

function runsOf(owed: readonly PendingHandler[]): string[] {
  return [...new Set(owed.map(({ run }) => run))]
}

/** Returns a sentence for each handler that was notified but did not run, with the commands to run or forget it. */
export function describePending(owed: readonly PendingHandler[]): string[] {
  const hosts = new Map<string, { readonly first: PendingHandler; readonly hosts: string[] }>()
  for (const each of owed) {
    const key = `${each.run} ${each.handler}`
    const known = hosts.get(key) ?? { first: each, hosts: [] }
    known.hosts.push(each.host)
    hosts.set(key, known)
  }
  return [...hosts.values()].map(({ first: { run, handler, playbooks = [] }, hosts: all }) => {
    const shown = all.length > 5 ? `${all.slice(0, 5).join(', ')} and ${all.length - 5} more` : all.join(', ')
    const from = playbooks.length === 0 ? '' : ` of ${playbooks.join(', ')}`
    return `the handler \`${handler}\`${from} was notified but did not run on ${shown}: \`run resume ${run}\` runs it, \`run resume ${run} --forget\` ends this warning`
  })
}
