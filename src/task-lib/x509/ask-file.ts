import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileContent } from '../../remote/probes/files/read.ts'
import { orUnknownAnswer, Unknown } from '../../values/unknown.ts'
import { absolutePath } from '../absolute-path.ts'

/** What changes say of a file whose content is made from scratch. */
export const MADE = {
  ...{ key: 'a new key', request: 'a new request', certificate: 'a new certificate' },
  ...{ parameters: 'new parameters', archive: 'a new archive' },
} as const

/** Whether what a dry run does not know is made from scratch, so that nothing that was made from the old one stays right. */
export function isMade(value: unknown): boolean {
  return value instanceof Unknown && (Object.values(MADE) as unknown[]).includes(value.known.from)
}

/** The first of some parts that a dry run does not know, one that is made from scratch before others; undefined if all are known. */
export function unknownPart(parts: readonly unknown[]): Unknown | undefined {
  const isUnknown = (part: unknown): part is Unknown => part instanceof Unknown
  return parts.filter(isUnknown).find(isMade) ?? parts.find(isUnknown)
}

/**
 * The bytes of a file that a task makes something of. Unknown in a dry run if an earlier task would make or change it. Throws TaskError if
 * it does not exist; `what` names it in the error.
 */
export async function askFile(host: ReadHost, path: string, what: string): Promise<Buffer | Unknown> {
  const place = await absolutePath(host, path)
  const bytes = await orUnknownAnswer(host.ask(fileContent(place)))
  if (bytes !== null) return bytes
  throw new TaskError(`the ${what} \`${place}\` does not exist`, { hint: 'create it in an earlier task' })
}
