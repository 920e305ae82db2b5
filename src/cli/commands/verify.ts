import { Command } from 'commander'
import { openOutputFile } from '../../report/output-file.ts'
import { warningText } from '../../report/warning-text.ts'
import {
  collectDrift,
  combineReporters,
  type Drift,
  junitOf,
  makeStyle,
  type Reporter,
  runPlaybooks,
  showDrift,
  takesColour,
} from '../../run.ts'
import { passwordsOf } from '../options/host-options.ts'
import { outputsOption } from '../options/output-options.ts'
import type { Output } from '../options/outputs.ts'
import { optionsOf, type RunFlags, withRunOptions } from '../options/run-options.ts'
import type { CommandContext } from './command-context.ts'
import { runJournaled } from './journaled.ts'

const VERIFY_FORMATS = ['text', 'json', 'junit'] as const
type VerifyFormat = (typeof VERIFY_FORMATS)[number]

interface Flags extends RunFlags {
  readonly output?: readonly Output<VerifyFormat>[]
}

/**
 * `run verify`: reports how hosts differ from what playbooks describe. Exit code 0 if all are as described, 3 if some
 * are not, or if there are no hosts at all; 2, 4 and 6 as for a run.
 */
export function verifyCommand(context: CommandContext): Command {
  const command = new Command('verify')
    .description('Report drift: how hosts differ from what playbooks describe. Changes nothing.')
    .argument('<file...>', 'paths of playbooks; they are also searched for in playbooks/')
    .addOption(
      outputsOption(
        VERIFY_FORMATS,
        'report format, to standard output or to FILE; may be repeated (default: text)',
      ),
    )
    .action(async (files: string[], flags: Flags) => {
      const options = {
        ...optionsOf(files, flags, { check: true, diff: true }),
        ...(await passwordsOf(flags)),
      }
      const outputs = openOutputs(flags.output)
      const collected = collectDrift()
      const all = combineReporters(warnOnStderr(), collected)
      const code = await runJournaled(context, all, {
        kind: 'verify',
        options,
        run: (each, signal) => runPlaybooks(options, each, signal, undefined, context.masks),
      })
      const drift = collected.drift()
      for (const { format, write, close } of outputs) {
        write(shown(drift, format))
        close()
      }
      context.code = code === 0 && !isGood(drift) ? 3 : code
    })
  return withRunOptions(command)
}

/**
 * Opens the outputs of the options `-o`; if none of them is standard output, that gets text. Throws InputError if a
 * file cannot be written.
 */
function openOutputs(outputs: readonly Output<VerifyFormat>[] = []) {
  const isShown = outputs.some(({ file }) => file === undefined)
  const all: readonly Output<VerifyFormat>[] = isShown ? outputs : [...outputs, { format: 'text' }]
  const onScreen = { write: (text: string) => void process.stdout.write(text), close: () => {} }
  const warn = (message: string): void => void process.stderr.write(`warning: ${message}\n`)
  return all.map(({ format, file }) => ({
    format,
    ...(file === undefined ? onScreen : openOutputFile(file, warn)),
  }))
}

/** Returns a reporter that prints warnings on standard error: the report at the end does not contain them. */
function warnOnStderr(): Reporter {
  return {
    event: event => {
      if (event.type === 'warning') process.stderr.write(`${warningText(event)}\n`)
    },
    close: async () => {},
  }
}

/** Returns whether there are hosts, and all of them are as described. */
function isGood({ hosts }: Drift): boolean {
  return hosts.length > 0 && hosts.every(({ state }) => state === 'good')
}

function shown(drift: Drift, output: VerifyFormat): string {
  if (output === 'json') return `${JSON.stringify({ hosts: drift.hosts }, null, 2)}\n`
  return output === 'junit' ? junitOf(drift) : showDrift(drift, makeStyle(takesColour(process.stdout)))
}
