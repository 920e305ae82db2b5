/**
 * Goes on when nobody reads any more what is written (`| head`, a terminal that is gone): a run is not cut off for want
 * of a reader. Any other trouble with standard output, such as a full disk, is told once on standard error.
 */
export function ignoreBrokenPipe(stdout: NodeJS.WritableStream, stderr: NodeJS.WritableStream): void {
  let isTold = false
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (isTold || READER_GONE.has(error.code ?? '')) return
    isTold = true
    stderr.write(`error: the output cannot be written: ${error.message}\n`)
  })
  stderr.on('error', () => {})
}

const READER_GONE = new Set(['EPIPE', 'EIO', 'EBADF'])
