import { relative } from 'node:path'
import { Command, InvalidArgumentError, type Option } from 'commander'
import { replaceFile } from '../../base/atomic-write.ts'
import { InputError } from '../../errors.ts'
import { journalFile, journalFolder } from '../../journal/folder.ts'
import type { PageData } from '../../report/page/page-data.ts'
import type { Style } from '../../report/style.ts'
import { jsonText, makeStyle, takesColour } from '../../run.ts'
import { outputsOption } from '../options/output-options.ts'
import { collectOutputs, type Output } from '../options/outputs.ts'
import { findRun } from './find-run.ts'

/** The formats of a report. */
const FORMATS = ['text', 'json', 'html'] as const

type ReportOutput = Output<(typeof FORMATS)[number]>

interface Flags {
  readonly output?: readonly ReportOutput[]
}

/** `run report`: shows a run, dry run, plan or verify as a page, as text, or as JSON. */
export function reportCommand(): Command {
  return new Command('report')
    .description('Show a run as one HTML page that opens without a server, as text, or as JSON.')
    .argument(
      '[run]',
      'the ID of a run, or the beginning of the ID, or a file with the output of `-o ndjson` (default: the last run)',
    )
    .addOption(reportOption())
    .addHelpText(
      'after',
      '\nExamples:\n  run report -o site.html\n  run report 20261123T14\n  run playbook site.yml -o ndjson >run.ndjson && run report run.ndjson -o run.html',
    )
    .action(async (run: string | undefined, { output = [{ format: 'text' }] }: Flags) => {
      const { readEventFile, readJournal } = await import('../../report/page/read-events.ts')
      // A dot or a slash shows that it is a path: the id of a run contains neither.
      const isFile = run !== undefined && /[./]/.test(run)
      const data = isFile
        ? readEventFile(run)
        : readJournal(journalFile(journalFolder(), findRun(run ?? 'last')))
      for (const { format, file } of output) {
        const style = makeStyle(file === undefined && takesColour(process.stdout))
        const text = await shown(data, format, style)
        if (file === undefined) process.stdout.write(text)
        else write(file, text)
      }
    })
}

/** Returns the option `-o`. A name such as `site.html` alone means a page in that file. */
function reportOption(): Option {
  const collect = collectOutputs(FORMATS)
  const option = outputsOption(
    FORMATS,
    'text, json or html, to standard output or to FILE; FILE.html is short for html:FILE.html; may be repeated (default: text)',
  )
  return option.argParser((written: string, before: readonly ReportOutput[] | undefined) => {
    if (written === 'html')
      throw new InvalidArgumentError('a page is always written to a file, as in `html:site.html`.')
    return collect(isPage(written) ? `html:${written}` : written, before)
  })
}

function isPage(written: string): boolean {
  return written.endsWith('.html') && !FORMATS.some(format => written.startsWith(`${format}:`))
}

async function shown(data: PageData, format: ReportOutput['format'], style: Style): Promise<string> {
  if (format === 'json') return `${jsonText(data, 2)}\n`
  if (format === 'text') {
    const { reportText } = await import('../../report/page/report-text.ts')
    return reportText(data, style)
  }
  const { htmlPage } = await import('../../report/page/html-page.ts')
  const { readPageAssets } = await import('../../report/page/page-assets.ts')
  return htmlPage(data, readPageAssets())
}

function write(file: string, text: string): void {
  try {
    replaceFile(file, Buffer.from(text))
  } catch (cause) {
    const why = (cause as Error).message
    throw new InputError(`the report cannot be written to \`${file}\`: ${why}`, { cause })
  }
  process.stderr.write(`${relative(process.cwd(), file)}: ${sizeOf(Buffer.byteLength(text))}\n`)
}

function sizeOf(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}
