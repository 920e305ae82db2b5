import type { Host } from '../../remote/host.ts'
import { tarOfFile } from '../../remote/probes/files/archive.ts'
import { joinShell, sh } from '../../shell/quote.ts'
import { unpackScript } from '../archives/extract.ts'
import { MOST_BYTES } from '../archives/limits.ts'
import { refuseUnsafeLinks } from '../archives/unsafe-entries.ts'
import { makeParents } from '../files/staging.ts'
import type { ReleaseProgram } from './release-receipt.ts'

/** Unpacks the archives of a release in the staging directory, and renames each program to its path. */
export async function installPrograms(
  host: Host,
  programs: readonly ReleaseProgram[],
  staging: string,
): Promise<void> {
  const archives = new Map<string, string[]>()
  for (const { file, member } of programs) {
    if (member !== undefined) archives.set(file, [...(archives.get(file) ?? []), member])
  }
  const folderOf = (file: string): string => `${staging}/unpacked-${[...archives.keys()].indexOf(file)}`
  const unpack = [...archives].map(([file, members]) => {
    const unpacking = { format: 'tar', strip: 0, keepsOwners: false, keepsSetId: false } as const
    return sh`(
mkdir -m 0700 -- ${folderOf(file)} && cd -- ${folderOf(file)} || exit
${unpackScript(tarOfFile(`${staging}/${file}`), { ...unpacking, maxSize: MOST_BYTES, members })}
${refuseUnsafeLinks('root')}
) || exit 1`
  })
  const parents = programs.map(({ path }) => sh`(${makeParents(path, host.name)}) || exit`)
  await host.run(joinShell([...unpack, ...parents]), { title: `unpack ${[...archives.keys()].join(', ')}` })
  for (const { path, file, member } of programs) {
    const from = member === undefined ? `${staging}/${file}` : `${folderOf(file)}/root/${member}`
    const script = sh`[ -f ${from} ] && [ ! -L ${from} ] || { echo ${`${member ?? file} is not a regular file`} >&2; exit 1; }
cat < ${from} > "$t"`
    const content = { title: `install ${path}`, script }
    await host.write({ path, content, mode: '0755' })
  }
}
