import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, createWriteStream, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { moveIntoPlace } from '../../base/atomic-write.ts'
import { digestOfFile } from '../../base/file-pieces.ts'
import { TaskError } from '../../errors.ts'
import type { Host } from '../../remote/host.ts'
import { sh } from '../../shell/quote.ts'

/**
 * Copies a file from the host to an absolute path on the controller. An existing file there is replaced only after
 * everything has arrived. Throws TaskError if the file does not exist or does not have the expected sha256; null
 * accepts any.
 */
export async function receiveFile(
  host: Host,
  {
    src,
    dest,
    sha256,
    mode,
  }: { src: string; dest: string; sha256: string | null; mode?: number | undefined },
): Promise<void> {
  mkdirSync(dirname(dest), { recursive: true })
  const temporary = join(dirname(dest), `.drover-${randomBytes(8).toString('hex')}`)
  try {
    const file = createWriteStream(temporary, { flags: 'wx', mode: 0o600, flush: true } as object)
    const closed = new Promise<void>((resolve, reject) => {
      file.once('close', resolve)
      file.once('error', reject)
    })
    // The await below handles the error; until then it must not count as unhandled.
    closed.catch(() => {})
    await host.run(
      sh`[ -f ${src} ] || { echo ${`${src} does not exist`} >&2; exit 1; }
exec cat ${src}`,
      { title: `read ${src}`, stdout: file },
    )
    // Ending it before it has drained would leave the session waiting for the drain.
    if (file.writableNeedDrain) await once(file, 'drain')
    file.end()
    await closed
    const came = sha256 === null ? null : await digestOfFile(temporary, 'sha256')
    if (came !== sha256) {
      throw new TaskError(`the received \`${src}\` has sha256 \`${came}\`, expected \`${sha256}\``, {
        hint: 'it may have changed in the meantime; run it again',
      })
    }
    if (mode !== undefined) chmodSync(temporary, mode)
    moveIntoPlace(temporary, dest)
  } finally {
    rmSync(temporary, { force: true })
  }
}
