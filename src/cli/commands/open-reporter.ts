import { warn } from '../../report/warn.ts'
import { chooseReporter, type Reporter, type RunFormat, reportToFile, tellAll } from '../../run.ts'
import type { Output } from '../options/outputs.ts'

/**
 * Opens the reporters that `-o` names. If none of them goes to standard output, that gets a tree on a terminal, and lines elsewhere.
 * Throws InputError if a file cannot be written.
 */
export async function openReporter(
  { output = [], verbose }: { readonly output?: readonly Output[]; readonly verbose: number },
  showDiff: boolean,
  otherwise: RunFormat = process.stdout.isTTY ? 'tree' : 'lines',
): Promise<Reporter> {
  const shown = { verbosity: verbose, showDiff }
  const format = output.find(({ file }) => file === undefined)?.format ?? otherwise
  const onScreen = await chooseReporter(format, { ...shown, stream: process.stdout })
  const inFiles: Reporter[] = []
  for (const { format: kind, file } of output)
    if (file !== undefined)
      inFiles.push(await reportToFile(kind, file, shown, message => warn(onScreen, message)))
  // What a file has to say is said before the screen is closed.
  return tellAll(...inFiles, onScreen)
}
