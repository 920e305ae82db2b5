import { InputError } from '../errors.ts'
import { journalFolder } from './folder.ts'
import { isHeld } from './lock.ts'
import { readRun } from './read.ts'
import { runsIn } from './runs.ts'
import type { OwedHandler } from './schema.ts'

/**
 * The handlers that runs in this directory have left undone, according to the last run that ended, which
 * includes earlier ones. None if nothing can be read.
 */
export function owedHandlers(cwd: string): readonly OwedHandler[] {
  try {
    const folder = journalFolder()
    for (const run of runsIn(cwd, 'run')) {
      if (isHeld(folder, run)) continue
      try {
        return readRun(run).owes
      } catch (error) {
        // A damaged journal is passed over: `run resume` says what is wrong with it.
        if (!(error instanceof InputError)) throw error
      }
    }
  } catch (error) {
    // Whoever writes the next journal says why that cannot be done.
    const isOfFiles = error instanceof Error && 'code' in error
    if (!(error instanceof InputError) && !isOfFiles) throw error
  }
  return []
}

/** A sentence for each handler that some run left undone, with what does it. */
export function describeOwed(owed: readonly OwedHandler[]): string[] {
  const hosts = new Map<string, { readonly first: OwedHandler; readonly hosts: string[] }>()
  for (const each of owed) {
    const key = `${each.run} ${each.handler}`
    const known = hosts.get(key) ?? { first: each, hosts: [] }
    known.hosts.push(each.host)
    hosts.set(key, known)
  }
  return [...hosts.values()].map(({ first: { run, handler }, hosts: all }) => {
    const shown = all.length > 5 ? `${all.slice(0, 5).join(', ')} and ${all.length - 5} more` : all.join(', ')
    return `the handler \`${handler}\` was notified but did not run on ${shown}: \`run resume ${run}\` runs it`
  })
}
