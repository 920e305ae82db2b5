import pLimit from 'p-limit'
import { askOnTerminal, hasTerminal } from './base/ask-on-terminal.ts'
import { escapeControlInLine } from './base/escape-control.ts'
import type { Reporter } from './engine/state/reporter.ts'
import type { Stepping } from './engine/state/stepping.ts'
import { InputError } from './errors.ts'

/** What `--step` asks with, and what stops it. */
interface Parts {
  /** Makes way on the terminal for each question. */
  readonly reporter: Reporter
  readonly mask: (text: string) => string
  readonly signal: AbortSignal
}

type StepAnswer = 'yes' | 'no' | 'continue'

/**
 * Asks on the terminal before each task, as `ansible-playbook --step` does: no answer is a no, and one that is none of the three is
 * asked for again. Throws InputError if there is no terminal.
 */
export function askSteps({ reporter, mask, signal }: Parts): Stepping {
  if (!hasTerminal()) {
    throw new InputError('`--step` asks on the terminal before each task, but there is no terminal', {
      hint: 'run it on a terminal, or without `--step`; `--check` shows what would be done',
    })
  }
  let isAsking = true
  const oneByOne = pLimit(1)
  const confirm = async (task: string): Promise<boolean> => {
    if (signal.aborted) return false
    if (!isAsking) return true
    const resumeReporter = await reporter.freeTerminal?.()
    try {
      const answer = await ask(escapeControlInLine(mask(task)), signal)
      if (answer === 'continue') isAsking = false
      return answer !== 'no'
    } finally {
      resumeReporter?.()
    }
  }
  return {
    get isAsking() {
      return isAsking
    },
    confirm: task => oneByOne(() => confirm(task)),
  }
}

/** Asks until the answer is one; a run that is stopped meanwhile is a no. */
async function ask(task: string, signal: AbortSignal): Promise<StepAnswer> {
  for (;;) {
    try {
      const typed = await askOnTerminal(`Perform ${task} (N)o/(y)es/(c)ontinue: `, { isShown: true, signal })
      const answer = answerIn(typed ?? '')
      if (answer !== undefined) return answer
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      // Ctrl-D stops the run as Ctrl-C does.
      if (!signal.aborted) process.emit('SIGINT')
      return 'no'
    }
  }
}

/** The answer that a line is, as a letter or a word; undefined if it is none. */
export function answerIn(line: string): StepAnswer | undefined {
  const word = line.trim().toLowerCase()
  if (word === '') return 'no'
  return (['yes', 'no', 'continue'] as const).find(answer => answer === word || answer[0] === word)
}
