import { warn } from '../../report/warn.ts'
import {
  chooseReporter,
  combineReporters,
  type Reporter,
  type RunFormat,
  type RunOptions,
  reportToFile,
} from '../../run.ts'
import { checkOutputs } from '../options/check-outputs.ts'
import type { Output } from '../options/outputs.ts'

/**
 * Opens the reporters for the options `-o`. If none of them writes to standard output, that gets a tree on a
 * terminal, and lines otherwise. Throws InputError if a file cannot be written, or if the run with these options
 * reads that file.
 */
export async function openReporter(
  { output = [], verbose }: { readonly output?: readonly Output[]; readonly verbose: number },
  showDiff: boolean,
  options?: RunOptions,
  otherwise: RunFormat = process.stdout.isTTY ? 'tree' : 'lines',
): Promise<Reporter> {
  checkOutputs(output, options)
  const shown = { verbosity: verbose, showDiff }
  const format = output.find(({ file }) => file === undefined)?.format ?? otherwise
  const onScreen = await chooseReporter(format, { ...shown, stream: process.stdout })
  const inFiles: Reporter[] = []
  for (const { format: kind, file } of output)
    if (file !== undefined)
      inFiles.push(await reportToFile(kind, file, shown, message => warn(onScreen, message)))
  // The files are closed first: their warnings are shown before the screen is closed.
  return combineReporters(...inFiles, onScreen)
}
