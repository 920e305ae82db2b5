import { InputError } from '../../errors.ts'
import { journaledRuns, journalFolder } from '../../journal/folder.ts'
import { runsIn } from '../../journal/runs.ts'

/** The run whose id begins so, or for `last` the last one of this directory. Throws InputError if there is none, or several are. */
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

/** The ids of the runs that have a journal, the newest first: those of this directory, or all. */
export function journalsOf(all: boolean): string[] {
  return all ? journaledRuns(journalFolder()) : [...runsIn(process.cwd())]
}
