import { Command, InvalidArgumentError } from 'commander'
import { replaceFile } from '../../base/atomic-write.ts'
import { InputError } from '../../errors.ts'
import { journalFile, journalFolder } from '../../journal/folder.ts'
import type { PageData } from '../../report/page/page-data.ts'
import { jsonText, makeStyle, takesColour } from '../../run.ts'
import { findRun } from './find-run.ts'

interface Flags {
  readonly output: string
}

/** `run report`: a run, dry run, plan or verify as a page, as text, or as JSON. */
export function reportCommand(): Command {
  return new Command('report')
    .description('Show a run as one HTML page that opens without a server, as text, or as JSON.')
    .argument(
      '[run]',
      'the id of a run or how it begins, or a file with the output of `-o ndjson` (default: the last run)',
    )
    .option('-o, --output <kind>', 'text, json, or a file that ends in .html', outputOf, 'text')
    .addHelpText(
      'after',
      '\nExamples:\n  run report -o site.html\n  run report 20261123T14\n  run playbook site.yml -o ndjson >run.ndjson && run report run.ndjson -o run.html',
    )
    .action(async (run: string | undefined, { output }: Flags) => {
      const { readEventFile, readJournal } = await import('../../report/page/read-events.ts')
      // The id of a run has neither.
      const isFile = run !== undefined && /[./]/.test(run)
      const data = isFile
        ? readEventFile(run)
        : readJournal(journalFile(journalFolder(), findRun(run ?? 'last')))
      if (output.endsWith('.html')) await writePage(output, data)
      else process.stdout.write(await shown(data, output))
    })
}

async function shown(data: PageData, output: string): Promise<string> {
  if (output === 'json') return `${jsonText(data, 2)}\n`
  const { reportText } = await import('../../report/page/report-text.ts')
  return reportText(data, makeStyle(takesColour(process.stdout)))
}

async function writePage(file: string, data: PageData): Promise<void> {
  const { htmlPage } = await import('../../report/page/html-page.ts')
  const { readPageAssets } = await import('../../report/page/page-assets.ts')
  const page = htmlPage(data, readPageAssets())
  try {
    replaceFile(file, Buffer.from(page))
  } catch (cause) {
    throw new InputError(`the report cannot be written to \`${file}\`: ${(cause as Error).message}`, {
      cause,
    })
  }
  process.stderr.write(`${file}: ${(page.length / 1e6).toFixed(1)} MB\n`)
}

function outputOf(value: string): string {
  if (value === 'text' || value === 'json' || value.endsWith('.html')) return value
  throw new InvalidArgumentError('expected `text`, `json`, or the name of a file that ends in `.html`.')
}
