import type { Running } from '../shell/exchange.ts'

/** The most output that is kept, in bytes. */
const MAX = 1024 * 1024

/** Returns all that a program prints on both streams, whatever its exit status. Its standard input is empty. */
export async function outputOf({ stdin, stdout, stderr, ended }: Running): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for (const stream of [stdout, stderr]) {
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= MAX) chunks.push(chunk)
    })
  }
  stdin.on('error', () => {})
  stdin.end()
  await ended
  return Buffer.concat(chunks).toString()
}
