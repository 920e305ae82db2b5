import * as assert from 'uvu/assert'
import { type Outcome, runDrover } from './drover.ts'

/** The status of each task on each host, by the names of both. */
function endsOf({ results }: Outcome): Map<string, string> {
  return new Map(results.map(({ host, task, name, status }) => [`${host} ${name} (${task})`, status]))
}

/**
 * Does a dry run and then a real run, asserts that all known predictions came true, and returns the tasks
 * whose prediction was unknown.
 */
export function compare(words: readonly string[]): string[] {
  const run = (more: readonly string[]): Outcome => runDrover(['-i', 'inventory/lab.yml', ...words, ...more])
  return compareOutcomes(run(['--check']), run([]))
}

/** Does the same for a dry run and the run after it that are given. */
export function compareOutcomes(dryRun: Outcome, run: Outcome): string[] {
  const [told, real] = [endsOf(dryRun), endsOf(run)]
  // Two runs in which every host is unreachable would agree as well.
  assert.ok([...real.values()].some(status => status === 'ok' || status === 'changed'))
  assert.not([...real.values(), ...told.values()].includes('unreachable'))
  assert.equal([...told.keys()].sort(), [...real.keys()].sort())
  const unknown = [...told].filter(([, status]) => status === 'unknown').map(([task]) => task)
  for (const task of unknown) real.delete(task)
  for (const task of unknown) told.delete(task)
  assert.equal(Object.fromEntries([...told].sort()), Object.fromEntries([...real].sort()))
  return unknown
}

/** The name of a task in the list that `compare` returns. */
export const nameOf = (task: string): string => task.replace(/^\S+ (.*) \(.*$/, '$1')
