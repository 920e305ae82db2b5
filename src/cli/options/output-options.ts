import { InvalidArgumentError, Option } from 'commander'
import { RUN_FORMATS } from '../../run.ts'
import { collectOutputs, type Output } from './outputs.ts'

/** `-o` of a command that runs tasks: how the run is reported, and where. */
export function outputOption(): Option {
  return outputsOption(
    RUN_FORMATS,
    'report format, to standard output or to FILE; may be repeated (default: tree on a terminal, otherwise lines)',
  )
}

/** `-o` of `run plan`, where it named the file of the plan in earlier versions. */
export function planOutputOption(): Option {
  const option = outputOption()
  const collect = collectOutputs(RUN_FORMATS)
  return option.argParser((written: string, before: readonly Output[] | undefined) => {
    const isFormat = RUN_FORMATS.some(format => written === format || written.startsWith(`${format}:`))
    if (isFormat) return collect(written, before)
    throw new InvalidArgumentError(`\`-o\` names a report format; write \`--out ${written}\` for the plan.`)
  })
}

/** `-o` of a command with a report of its own, in one of several formats. */
export function outputsOption(formats: readonly string[], about: string): Option {
  const option = new Option('-o, --output <format[:file]>', about)
  // The choices are for the help and for completion.
  return option.choices(formats).argParser(collectOutputs(formats))
}

/** `-o` of a command that shows something once. */
export function textOrJsonOption(): Option {
  return new Option('-o, --output <format>', 'output format').choices(['text', 'json']).default('text')
}

/** Refuses `-o` where it named a file in earlier versions: it names a format everywhere. */
export function noOutputOption(): Option {
  return new Option('-o, --output <file>', 'refused: `--out` names a file').hideHelp().argParser(file => {
    throw new InvalidArgumentError(`\`-o\` names an output format; write \`--out ${file}\`.`)
  })
}
