import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileContent } from '../../remote/probes/files/read.ts'
import { orUnknownAnswer, Unknown } from '../../values/unknown.ts'
import { absolutePath } from '../absolute-path.ts'

/** The words by which changes describe content that is created from scratch. */
export const NEW_CONTENT = {
  ...{ key: 'a new key', request: 'a new request', certificate: 'a new certificate' },
  ...{ parameters: 'new parameters', archive: 'a new archive' },
} as const

/**
 * Whether an unknown value of a dry run is content that is created from scratch, so that everything derived from the
 * old content becomes wrong.
 */
export function isNewContent(value: unknown): boolean {
  return value instanceof Unknown && (Object.values(NEW_CONTENT) as unknown[]).includes(value.known.from)
}

/** Returns the first unknown part, preferably one that is created from scratch; undefined if all are known. */
export function unknownPart(parts: readonly unknown[]): Unknown | undefined {
  const isUnknown = (part: unknown): part is Unknown => part instanceof Unknown
  return parts.filter(isUnknown).find(isNewContent) ?? parts.find(isUnknown)
}

/**
 * Reads a file on the host. In a dry run, returns an `Unknown` if an earlier task would change it. Throws TaskError if
 * it does not exist; `what` names it in the error.
 */
export async function readHostFile(host: ReadHost, path: string, what: string): Promise<Buffer | Unknown> {
  const place = await absolutePath(host, path)
  const bytes = await orUnknownAnswer(host.ask(fileContent(place)))
  if (bytes !== null) return bytes
  throw new TaskError(`the ${what} \`${place}\` does not exist`, { hint: 'create it in an earlier task' })
}
