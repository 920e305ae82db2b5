import { Readable } from 'node:stream'
import { TaskError } from '../errors.ts'
import type { LocalContent } from '../shell/exchange.ts'

/** Returns bytes or a string as content that can be streamed. */
export function contentOf(content: Buffer | string | LocalContent): LocalContent {
  if (typeof content !== 'string' && !Buffer.isBuffer(content)) return content
  const bytes = Buffer.from(content)
  return { size: bytes.length, open: () => Readable.from([bytes]) }
}

/** Returns the same content. While it is read, `onBytes` is called with the number of bytes so far. */
export function counted({ size, open }: LocalContent, onBytes: (bytes: number) => void): LocalContent {
  return {
    size,
    open: () => Readable.from(counting(open(), onBytes)),
  }
}

async function* counting(
  content: AsyncIterable<string | Buffer>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<string | Buffer> {
  let bytes = 0
  for await (const chunk of content) {
    bytes += Buffer.byteLength(chunk)
    onBytes(bytes)
    yield chunk
  }
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
