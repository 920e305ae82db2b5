import type { ReadHost } from '../../host/host.ts'
import { fileBytes } from '../../host/probes/archive.ts'
import type { ArchiveEntry } from './entries.ts'
import { findZipDirectory, parseZipDirectory, ZIP_TAIL, zipContent } from './read-zip.ts'

/** Reads the table of contents of a zip file on a host, and where its links point; the rest stays there. */
export async function readHostZip(host: ReadHost, path: string, size: number): Promise<ArchiveEntry[]> {
  const start = Math.max(0, size - ZIP_TAIL)
  const tail = await host.ask(fileBytes(path, start, size - start))
  const directory = findZipDirectory(tail, size)
  const table =
    directory.offset >= start
      ? tail.subarray(directory.offset - start, directory.offset - start + directory.size)
      : await host.ask(fileBytes(path, directory.offset, directory.size))
  return Promise.all(
    parseZipDirectory(table).map(async entry => {
      const { headerOffset, packedSize, method: _, ...known } = entry
      if (entry.kind !== 'link') return known
      // The header before the content may hold a little more than the table says.
      const around = 30 + Buffer.byteLength(entry.path) + 4096 + packedSize
      const bytes = await host.ask(fileBytes(path, headerOffset, around))
      return { ...known, target: zipContent(entry, bytes).toString() }
    }),
  )
}
