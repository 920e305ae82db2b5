/**
 * Handles errors of writing output. If the reader closes it (`| head`, a closed terminal), the error is ignored: that
 * must not interrupt a run. Any other error on standard output, such as a full disk, is reported once on standard
 * error. Returns a function that returns whether there was such an error.
 */
export function reportOutputErrors(
  stdout: NodeJS.WritableStream,
  stderr: NodeJS.WritableStream,
): () => boolean {
  let isIncomplete = false
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isIncomplete || READER_GONE.has(error.code ?? '')) return
    isIncomplete = true
    stderr.write(`error: the output cannot be written: ${error.message}\n`)
  })
  stderr.on('error', () => {})
  return () => isIncomplete
}

const READER_GONE = new Set(['EPIPE', 'EIO', 'EBADF'])
