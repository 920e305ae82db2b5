import { InputError } from '../../errors.ts'
import { journaledRuns, journalFolder } from '../../journal/folder.ts'
import { runsIn } from '../../journal/runs.ts'

/**
 * Returns the id of the run whose id starts with `written`; for `last`, the last run that was started in this
 * directory. Throws InputError if there is none, or if several match.
 */
export function findRun(written: string): string {
  const [last] = written === 'last' ? journalsOf(false) : []
  if (written === 'last') {
    if (last !== undefined) return last
    throw new InputError('no run was started in this directory', { hint: '`run logs --all` lists all runs' })
  }
  const [found, another] = journalsOf(true).filter(run => run.startsWith(written))
  if (found !== undefined && another === undefined) return found
  throw new InputError(
    found === undefined ? `there is no run \`${written}\`` : `several runs begin with \`${written}\``,
    { hint: '`run logs --all` lists all runs' },
  )
}

/** Returns the ids of the runs with a journal, the newest first: of all directories, or only of this one. */
export function journalsOf(all: boolean): string[] {
  return all ? journaledRuns(journalFolder()) : [...runsIn(process.cwd())]
}
