import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileStates } from '../../remote/probes/files/file.ts'

/** The maximum number of copies that were moved aside. Then a person has to clean up. */
const MOST = 99

/**
 * Returns an unused name next to a path, to which the path can be moved aside. Throws TaskError if all names are
 * used.
 */
export async function freeName(host: ReadHost, path: string): Promise<string> {
  const numbers = Array.from({ length: MOST }, (_, nth) => `.${nth + 1}`)
  const names = ['', ...numbers].map(end => `${path}.old${end}`)
  const states = await host.ask(fileStates(names))
  const free = names.find((_, nth) => !states[nth])
  if (free !== undefined) return free
  throw new TaskError(`${path} has already been moved aside ${MOST + 1} times`, {
    hint: `remove the copies ${path}.old* that you do not need`,
  })
}
