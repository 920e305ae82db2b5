import { CommanderError } from 'commander'
import { Masks } from '../run.ts'
import { printError } from './commands/print-error.ts'
import { buildProgram } from './program.ts'

/** The hidden command that the scripts of `run completion` call. */
const ASK_COMPLETIONS = '__complete'

/** Runs the command line and returns the exit code; never throws. `exitAtOnce` is called for a second Ctrl-C. */
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
  // Node would print the error unmasked, and it may contain a secret.
  const onUncaught = (error: unknown): void => {
    print(error)
    exitAtOnce(1)
  }
  process.on('uncaughtException', onUncaught)
  try {
    await program.parseAsync([...words], { from: 'user' })
    return context.code
  } catch (error) {
    // Help and version end with an error that is not a fault; any other error of commander is wrong usage.
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
