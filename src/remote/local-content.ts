import { Readable } from 'node:stream'
import { TaskError } from '../errors.ts'
import type { LocalContent } from '../shell/exchange.ts'

/** Returns bytes or a string as content that can be streamed. */
export function contentOf(content: Buffer | string | LocalContent): LocalContent {
  if (typeof content !== 'string' && !Buffer.isBuffer(content)) return content
  const bytes = Buffer.from(content)
  return { size: bytes.length, open: () => Readable.from([bytes]) }
}

/** Reads a whole content into memory. Throws TaskError if its length differs from `size`. */
export async function readAll({ size, open }: LocalContent): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of open()) chunks.push(Buffer.from(chunk))
  const all = Buffer.concat(chunks)
  if (all.length === size) return all
  throw new TaskError(`the file changed while it was being sent: expected ${size} bytes, got ${all.length}`, {
    hint: 'run again when nothing else writes to it',
  })
}
