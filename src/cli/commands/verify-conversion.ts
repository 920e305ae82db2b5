import { join, resolve } from 'node:path'
import { omitUndefined } from '../../base/omit-undefined.ts'
import { projectDialect } from '../../convert/project/project-dialect.ts'
import { compareRuns, type Results, type RunDifference } from '../../convert/verify/compare-runs.ts'
import type { TaskResultEvent } from '../../engine/state/events.ts'
import { InputError } from '../../errors.ts'
import { showDiff } from '../../report/diff.ts'
import { warningText } from '../../report/warning-text.ts'
import { escapeControlInLine, makeStyle, type Reporter, runPlaybooks, takesColour } from '../../run.ts'
import type { KeyFlags } from '../options/key-options.ts'
import { reachOptionsOf } from '../options/reach-options.ts'
import { type CommandContext, untilStopped } from './command-context.ts'

/** The options of `run convert --verify`. */
export interface VerifyFlags extends KeyFlags {
  /** The inventory of the disposable hosts on which both projects run. */
  readonly verify?: string
  readonly twins?: string
  readonly playbook: readonly string[]
}

interface Folders {
  readonly root: string
  readonly out: string
}

/** Returns the playbooks that `--verify` runs. Throws InputError for one that the project does not have. */
export function playbooksToVerify(
  playbooks: readonly string[],
  wanted: readonly string[],
): readonly string[] {
  for (const file of wanted) {
    if (!playbooks.includes(file))
      throw new InputError(`the project has no playbook \`${file}\``, {
        hint: `it has ${playbooks.map(each => `\`${each}\``).join(', ') || 'none'}`,
      })
  }
  if (playbooks.length === 0) throw new InputError('the project has no playbook that could be run')
  return wanted.length > 0 ? wanted : playbooks
}

/**
 * Runs a project and its converted version on disposable hosts, and prints how their results differ. With one
 * inventory, the project runs until it has changed everything, then the converted one runs on the same hosts; with
 * twins, each runs on hosts in their original state. Returns the exit code: 0 if the results are equal, 3 if not,
 * that of the signal if one stopped a run.
 */
export async function verifyConversion(
  folders: Folders,
  playbooks: readonly string[],
  flags: VerifyFlags & { readonly verify: string },
  context: CommandContext,
): Promise<number> {
  const warn = warnOnce()
  const run = async (what: string, folder: string, inventory: string): Promise<Results> => {
    const files = playbooks.map(file => join(folder, file))
    const dialect = projectDialect(folder)
    const { results, code } = await resultsOf(files, resolve(inventory), { flags, context, warn, dialect })
    process.stdout.write(`${what}: ${sums(results)}\n`)
    if (code >= 128) throw new Stopped(code)
    return results
  }
  const { root, out } = folders
  const { verify, twins } = flags
  const print = (differences: readonly RunDifference[]): number => {
    process.stdout.write(context.masks.mask(showDifferences(differences)))
    return differences.length === 0 ? 0 : 3
  }
  try {
    const first = await run('the project, first run', root, verify)
    const second = await run('the project, second run', root, verify)
    if (twins === undefined) {
      const third = await run('the project, third run', root, verify)
      const found = await run('the outcome, on the same hosts', out, verify)
      return print(compareRuns(third, found, second))
    }
    const found = [
      await run('the outcome, first run', out, twins),
      await run('the outcome, second run', out, twins),
    ]
    return print([first, second].flatMap((results, index) => compareRuns(results, found[index] ?? [])))
  } catch (error) {
    if (error instanceof Stopped) return error.code
    throw error
  }
}

/** Thrown when a signal has stopped a run. */
class Stopped extends Error {
  readonly code: number

  constructor(code: number) {
    super('stopped')
    this.code = code
  }
}

/** Returns a function that prints each warning once: all runs of a project have the same warnings. */
function warnOnce(): (text: string) => void {
  const seen = new Set<string>()
  return text => {
    if (!seen.has(text)) process.stderr.write(`${text}\n`)
    seen.add(text)
  }
}

interface RunningOptions {
  readonly flags: KeyFlags
  readonly context: CommandContext
  readonly warn: (text: string) => void
  readonly dialect: 'ansible' | undefined
}

async function resultsOf(
  playbooks: readonly string[],
  inventory: string,
  { flags, context, warn, dialect }: RunningOptions,
): Promise<{ results: TaskResultEvent[]; code: number }> {
  const results: TaskResultEvent[] = []
  const reporter: Reporter = {
    event: event => {
      if (event.type === 'task.result') results.push(event)
      if (event.type === 'warning') warn(warningText(event))
    },
    close: async () => {},
  }
  const options = {
    ...reachOptionsOf({ ...flags, inventory: [inventory], extraVars: [] }),
    ...omitUndefined({ dialect }),
    playbooks,
    check: false,
    diff: true,
  }
  const code = await untilStopped(context, reporter, signal =>
    runPlaybooks(options, reporter, signal, undefined, context.masks),
  )
  return { results, code }
}

/** Returns the number of results of whole tasks in a run, by status. */
function sums(results: Results): string {
  const counts = new Map<string, number>()
  for (const { status, item } of results)
    if (item === undefined) counts.set(status, (counts.get(status) ?? 0) + 1)
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ') || 'no tasks'
}

function showDifferences(differences: readonly RunDifference[]): string {
  if (differences.length === 0) return 'the outcome does what the project does\n'
  const style = makeStyle(takesColour(process.stdout))
  const lines = differences.flatMap(({ host, name, item, task, what, changes }) => [
    escapeControlInLine(`${host}: ${name}${item === undefined ? '' : ` (${item})`} (${task})`),
    ...what.map(sentence => `  ${escapeControlInLine(sentence)}`),
    ...changes.flatMap(change => showDiff(change, style)).map(line => `  ${line}`),
  ])
  const count = differences.length === 1 ? '1 task differs' : `${differences.length} tasks differ`
  return `${lines.join('\n')}\n${count}\n`
}
