import { Option } from 'commander'

/** `-o` of a command that runs tasks: how the run is reported. */
export function outputOption(): Option {
  return new Option(
    '-o, --output <kind>',
    'output format (default: tree on a terminal, otherwise lines)',
  ).choices(['tree', 'lines', 'ndjson'])
}

/** `-o` of a command that shows something once. */
export function textOrJsonOption(): Option {
  return new Option('-o, --output <kind>', 'output format').choices(['text', 'json']).default('text')
}
