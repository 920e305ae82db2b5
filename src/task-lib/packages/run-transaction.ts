import { TaskError } from '../../errors.ts'
import type { Host } from '../../remote/host.ts'
import type { ShellText } from '../../shell/quote.ts'
import { withOutput } from '../../shell/show-output.ts'

/** Runs a command of a package manager, and gives what it printed. Throws TaskError if it fails, with what it printed; `hintFor` is given both streams. */
export async function runTransaction(
  host: Host,
  script: ShellText,
  title: string,
  hintFor: (said: string) => string | undefined = () => undefined,
): Promise<string> {
  const answer = await host.run(script, { title, ok: 'any', live: true })
  const { status, stdout, stderr } = answer
  if (status === 0) return stdout.toString()
  throw new TaskError(withOutput(`${title} ended with status ${status}`, answer), {
    hint: hintFor(`${stderr}${stdout}`),
    outputs: { rc: status, stdout: stdout.toString(), stderr: stderr.toString() },
  })
}
