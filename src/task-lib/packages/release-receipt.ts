import type { Host, ReadHost } from '../../remote/host.ts'
import { fileStates } from '../../remote/probes/files/file.ts'
import { fileContent } from '../../remote/probes/files/read.ts'

/** One program of a release, and where it is put. */
export interface ReleaseProgram {
  readonly path: string
  /** The file of the release that contains it. */
  readonly file: string
  /** Its path inside of that, if that is an archive. */
  readonly member?: string | undefined
}

/** What names the receipt of a release, the list of what is installed. */
interface ReceiptParams {
  readonly name: string
  readonly receipts: string
}

/** The version that a task asks for, and the digest if it gives one. */
interface ReleaseVersion {
  readonly version: string
  readonly checksum?: string | undefined
}

/** The installed release: name, version and files, and the digest if it is given explicitly. */
export function receiptTitle(
  { name, version, checksum }: Pick<ReceiptParams, 'name'> & ReleaseVersion,
  programs: readonly ReleaseProgram[],
): string {
  const files = [...new Set(programs.map(({ file }) => file))]
  return `# ${name} ${version} from ${files.join(' ')}${checksum === undefined ? '' : ` ${checksum}`}`
}

/** What the receipt on the host says is installed; empty if there is none. */
export async function readReceipt(host: ReadHost, { name, receipts }: ReceiptParams) {
  const text = (await host.ask(fileContent(`${receipts}/${name}.sha256`)))?.toString() ?? ''
  const [title = '', ...lines] = text.split('\n')
  const digests = lines.map(line => [line.slice(66), line.slice(0, 64)] as const)
  return { title, version: title.split(' ')[2] ?? null, digests: new Map(digests) }
}

/** The receipt comes last: an install that is interrupted has none, and is done again. */
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
