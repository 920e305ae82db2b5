import { TaskError } from '../../errors.ts'
import type { Host } from '../../remote/host.ts'
import type { ShellText } from '../../shell/quote.ts'
import { withOutput } from '../../shell/show-output.ts'

/**
 * Runs a command of a package manager and returns its standard output. Throws TaskError with its output if it fails.
 * `hintFor` gets the output of both streams and returns the hint.
 */
export async function runTransaction(
  host: Host,
  script: ShellText,
  title: string,
  hintFor: (output: string) => string | undefined = () => undefined,
): Promise<string> {
  const answer = await host.run(script, { title, ok: 'any', live: true })
  const { status, stdout, stderr } = answer
  if (status === 0) return stdout.toString()
  throw new TaskError(withOutput(`${title} ended with status ${status}`, answer), {
    hint: hintFor(`${stderr}${stdout}`),
    outputs: { rc: status, stdout: stdout.toString(), stderr: stderr.toString() },
  })
}
