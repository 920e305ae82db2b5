import { TaskError } from '../../errors.ts'

/** The job or variable of a crontab that a task describes. `line` is null if it should not exist. */
export type CrontabEntry =
  | { readonly kind: 'job'; readonly name: string; readonly line: string | null }
  | {
      readonly kind: 'variable'
      readonly name: string
      readonly line: string | null
      readonly insertafter?: string | undefined
      readonly insertbefore?: string | undefined
    }

/** The prefix of the comment line above a job, by which Ansible also finds its jobs. */
const MARK = '#Ansible: '

/**
 * Adds, replaces or (if `line` is null) removes a job or variable in the text of a crontab. Other lines are kept. A
 * last line without a line feed gets one, because cron would ignore it. Throws TaskError if the variable named by
 * `insertafter` or `insertbefore` does not exist.
 */
export function editCrontab(text: string, entry: CrontabEntry): string {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const edited = entry.kind === 'job' ? editJob(lines, entry) : editVariable(lines, entry)
  if (edited === lines) return text === '' || text.endsWith('\n') ? text : `${text}\n`
  const next = edited.join('\n').replace(/[\r\n]+$/, '')
  return next === '' ? '' : `${next}\n`
}

/** Returns the names of the jobs and variables of a crontab, in order. */
export function namesIn(text: string): { jobs: string[]; envs: string[] } {
  const lines = text.split('\n')
  return {
    jobs: lines.filter(line => line.startsWith(MARK)).map(line => line.slice(MARK.length)),
    envs: lines.filter(line => /^[^\s=]+=/.test(line)).map(line => line.slice(0, line.indexOf('='))),
  }
}

/** Returns the edited lines, or the same array if nothing changes. */
function editJob(lines: string[], { name, line }: CrontabEntry): string[] {
  const mark = `${MARK}${name}`
  const at = lines.indexOf(mark)
  if (at >= 0) {
    if (lines[at + 1] === line) return lines
    return lines.flatMap((each, index) => {
      if (each === mark) return line === null ? [] : [mark, line]
      return lines[index - 1] === mark ? [] : [each]
    })
  }
  if (line === null) return lines
  const unnamed = lines.indexOf(line)
  if (unnamed < 0) return [...lines, mark, line]
  // A job without a name gets this name. A job with another name is kept, and this one is added.
  const above = lines[unnamed - 1]
  if (above === MARK) return [...lines.slice(0, unnamed - 1), mark, ...lines.slice(unnamed)]
  if (above?.startsWith(MARK)) return [...lines, mark, line]
  return inserted(lines, unnamed, mark)
}

function editVariable(lines: string[], entry: CrontabEntry & { kind: 'variable' }): string[] {
  const { name, line, insertafter, insertbefore } = entry
  const at = lineOf(lines, name)
  if (line === null) return at < 0 ? lines : lines.filter(each => !each.startsWith(`${name}=`))
  if (at >= 0) {
    if (lines[at] === line) return lines
    return lines.map(each => (each.startsWith(`${name}=`) ? line : each))
  }
  const neighbour = insertafter ?? insertbefore
  if (neighbour === undefined) return [line, ...lines]
  const next = lineOf(lines, neighbour)
  if (next < 0)
    throw new TaskError(`the crontab has no variable \`${neighbour}\``, {
      hint: `add it in an earlier task, or leave out \`${insertafter === undefined ? 'insertbefore' : 'insertafter'}\``,
    })
  return inserted(lines, insertafter === undefined ? next : next + 1, line)
}

function lineOf(lines: readonly string[], name: string): number {
  return lines.findIndex(line => line.startsWith(`${name}=`))
}

function inserted(lines: readonly string[], at: number, line: string): string[] {
  return [...lines.slice(0, at), line, ...lines.slice(at)]
}
