import { CommanderError } from 'commander'
import { Masks } from '../run.ts'
import { printError } from './commands/print-error.ts'
import { buildProgram } from './program.ts'

/** What the scripts of `run completion` call. */
const ASK_COMPLETIONS = '__complete'

/** Runs the command line; gives the exit code and never throws. `exitAtOnce` is for a second Ctrl-C. */
export async function main(
  words: readonly string[],
  version: string,
  exitAtOnce: (code: number) => void,
): Promise<number> {
  const context = { code: 0, exitAtOnce, masks: new Masks() }
  const program = buildProgram(context, version)
  const [first = '', ...others] = words
  if (first === ASK_COMPLETIONS) {
    const { answerCompletion } = await import('./completion/answer.ts')
    process.stdout.write(await answerCompletion(program, others))
    return 0
  }
  if (words.length === 0) {
    program.outputHelp({ error: true })
    return 1
  }
  const print = (error: unknown): void => printError(error, process.stderr, text => context.masks.mask(text))
  // Node would print it as it is, and what is in it may be secret.
  const onUncaught = (error: unknown): void => {
    print(error)
    exitAtOnce(1)
  }
  process.on('uncaughtException', onUncaught)
  try {
    await program.parseAsync([...words], { from: 'user' })
    return context.code
  } catch (error) {
    // Help and version end by an error without a fault; anything else that commander says is bad usage.
    if (error instanceof CommanderError) {
      if (error.code === 'commander.unknownCommand' && /\.ya?ml$/.test(first))
        process.stderr.write(`to run a playbook: run playbook ${first}\n`)
      return error.exitCode === 0 ? 0 : 1
    }
    print(error)
    return 1
  } finally {
    process.off('uncaughtException', onUncaught)
  }
}
