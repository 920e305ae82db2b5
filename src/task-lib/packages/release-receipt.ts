import type { Host, ReadHost } from '../../remote/host.ts'
import { fileStates } from '../../remote/probes/files/file.ts'
import { fileContent } from '../../remote/probes/files/read.ts'

/** One program of a release. */
export interface ReleaseProgram {
  readonly path: string
  /** The file of the release that contains it. */
  readonly file: string
  /** Path of the program in that file, if the file is an archive. */
  readonly member?: string | undefined
}

/** The params that name the receipt file, which lists what is installed. */
interface ReceiptParams {
  readonly name: string
  readonly receipts: string
}

/** The requested version, and the digest if the task sets it. */
interface ReleaseVersion {
  readonly version: string
  readonly checksum?: string | undefined
}

/** Returns the first line of a receipt: name, version and files of the release, and the digest if the task sets it. */
export function receiptTitle(
  { name, version, checksum }: Pick<ReceiptParams, 'name'> & ReleaseVersion,
  programs: readonly ReleaseProgram[],
): string {
  const files = [...new Set(programs.map(({ file }) => file))]
  return `# ${name} ${version} from ${files.join(' ')}${checksum === undefined ? '' : ` ${checksum}`}`
}

/**
 * Reads the receipt on the host: its first line, the installed version, and the digest of each program by path. Without
 * a receipt, the version is null and there are no digests.
 */
export async function readReceipt(host: ReadHost, { name, receipts }: ReceiptParams) {
  const text = (await host.ask(fileContent(`${receipts}/${name}.sha256`)))?.toString() ?? ''
  const [title = '', ...lines] = text.split('\n')
  const digests = lines.map(line => [line.slice(66), line.slice(0, 64)] as const)
  return { title, version: title.split(' ')[2] ?? null, digests: new Map(digests) }
}

/**
 * Writes the receipt. This must be the last step of an installation: without a receipt, an interrupted installation is
 * repeated.
 */
export async function writeReceipt(
  host: Host,
  { name, receipts }: ReceiptParams,
  title: string,
  programs: readonly ReleaseProgram[],
) {
  const states = await host.ask(
    fileStates(
      programs.map(({ path }) => path),
      { digest: 'sha256' },
    ),
  )
  const lines = programs.map(
    ({ path }, nth) => `${(states[nth]?.leadsTo ?? states[nth])?.digest ?? ''}  ${path}\n`,
  )
  await host.write({
    path: `${receipts}/${name}.sha256`,
    content: `${title}\n${lines.join('')}`,
    mode: '0644',
  })
}
