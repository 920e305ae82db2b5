import type { Running } from '../shell/exchange.ts'

/** The most that is kept, in bytes. */
const MAX = 1024 * 1024

/** All that a program prints on both streams, which reads nothing; whatever its status. */
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
