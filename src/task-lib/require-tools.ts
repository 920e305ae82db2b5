import { TaskError } from '../errors.ts'
import type { ReadHost } from '../remote/host.ts'
import { presentTools } from '../remote/probes/tools.ts'

/** Throws TaskError if the host lacks one of these programs. `hint` says what to do. */
export async function requireTools(host: ReadHost, names: readonly string[], hint: string): Promise<void> {
  const missing = await missingTool(host, names)
  if (missing !== undefined) throw new TaskError(`the host has no \`${missing}\``, { hint })
}

/** Returns the first of these programs that the host lacks; undefined if it has all. */
export async function missingTool<N extends string>(
  host: ReadHost,
  names: readonly N[],
): Promise<N | undefined> {
  const tools = await host.ask(presentTools(names))
  return names.find(name => !tools.has(name))
}
