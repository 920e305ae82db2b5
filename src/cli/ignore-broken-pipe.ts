/**
 * Continues if the reader of the output closes it (`| head`, a closed terminal): that must not interrupt a run.
 * Any other write error of standard output, such as a full disk, is reported once on standard error.
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
