import { InvalidArgumentError, Option } from 'commander'
import { RUN_FORMATS } from '../../run.ts'
import { collectOutputs, type Output } from './outputs.ts'

/** Returns the option `-o` of a command that runs tasks: in which format and where the run is reported. */
export function outputOption(): Option {
  return outputsOption(
    RUN_FORMATS,
    'report format, to standard output or to FILE; may be repeated (default: tree on a terminal, otherwise lines)',
  )
}

/**
 * Returns the option `-o` of `run plan`. In earlier versions it named the file of the plan, which is refused with a
 * hint.
 */
export function planOutputOption(): Option {
  const option = outputOption()
  const collect = collectOutputs(RUN_FORMATS)
  return option.argParser((written: string, before: readonly Output[] | undefined) => {
    const isFormat = RUN_FORMATS.some(format => written === format || written.startsWith(`${format}:`))
    if (isFormat) return collect(written, before)
    throw new InvalidArgumentError(`\`-o\` names a report format; write \`--out ${written}\` for the plan.`)
  })
}

/** Returns the option `-o` of a command with several formats of its own. */
export function outputsOption(formats: readonly string[], about: string): Option {
  const option = new Option('-o, --output <format[:file]>', about)
  // The choices are only for help and completion; `collectOutputs` checks the value.
  return option.choices(formats).argParser(collectOutputs(formats))
}

/** Returns the option `-o` of a command that prints once, as text or JSON. */
export function textOrJsonOption(): Option {
  return new Option('-o, --output <format>', 'output format').choices(['text', 'json']).default('text')
}

/**
 * Returns a hidden option `-o` that is refused: in earlier versions it named a file, now it is a format everywhere.
 */
export function noOutputOption(): Option {
  return new Option('-o, --output <file>', 'refused: `--out` names a file').hideHelp().argParser(file => {
    throw new InvalidArgumentError(`\`-o\` names an output format; write \`--out ${file}\`.`)
  })
}
