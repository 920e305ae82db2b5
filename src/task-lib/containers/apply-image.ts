import type { Host } from '../../remote/host.ts'
import { exportVariables } from '../../shell/export-variables.ts'
import { joinShell } from '../../shell/quote.ts'
import type { ImagePlan, ImageRequest } from './image-plan.ts'
import { type ContainerProgram, containerScript, runContainerProgram, runContainerScript } from './program.ts'

/** The command lines that get, push and remove an image. */
export interface ImageCommands {
  readonly pull: readonly string[]
  /**
   * `variables` has the values of build arguments. They are passed in the environment, so that no command line
   * contains them.
   */
  readonly build: { readonly words: readonly string[]; readonly variables: Readonly<Record<string, string>> }
  readonly load: readonly string[]
  readonly push: readonly string[]
  readonly remove: readonly string[]
}

/**
 * Applies the plan for an image and returns the output of the build. Throws TaskError with the error message of the
 * container program.
 */
export async function applyImage(
  host: Host,
  program: ContainerProgram,
  { image, alias }: ImageRequest,
  data: ImagePlan,
  commands: ImageCommands,
): Promise<string> {
  const go = (words: readonly string[]): Promise<void> =>
    runContainerProgram(host, program, words, { live: true })
  if (data.isRemoved) await go([...commands.remove, '--', image])
  const built = data.bring === 'build' ? await build(host, program, commands.build) : ''
  if (data.bring === 'pull') await go([...commands.pull, '--', image])
  if (data.bring === 'load') await go(commands.load)
  if (data.isTagged && alias !== undefined) await go(['tag', '--', image, alias])
  if (data.isPushed) await go(commands.push)
  return built
}

function build(
  host: Host,
  program: ContainerProgram,
  { words, variables }: ImageCommands['build'],
): Promise<string> {
  const title = `${program.name} ${words.join(' ')}`
  const script = joinShell([...exportVariables(variables), containerScript(program, words)])
  return runContainerScript(host, script, { title, live: true })
}

/** Whether a name is valid for an environment variable. */
export function isVariable(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name)
}
