import { existsSync, realpathSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import { Command, Option } from 'commander'
import { isFolder } from '../../base/is-folder.ts'
import { InputError, inputErrorsOf } from '../../errors.ts'
import type { Finding, InventoryCheck, LintOptions, LintResult } from '../../lint/lint.ts'
import { listRun, makeStyle, takesColour, taskFoldersOf } from '../../run.ts'
import { Keyring } from '../../secrets/keyring.ts'
import { type KeyFlags, keySources, withKeyOptions } from '../options/key-options.ts'
import { collect } from '../options/option-values.ts'
import { reachOptionsOf } from '../options/reach-options.ts'
import type { CommandContext } from './command-context.ts'
import { printError } from './print-error.ts'

interface Flags extends KeyFlags {
  readonly inventory: string[]
  readonly output: 'text' | 'json' | 'sarif' | 'github'
  readonly fix: boolean
  readonly strict: boolean
  readonly dialect?: 'drover' | 'ansible'
}

/**
 * `run lint`: finds errors and risks in playbooks, roles and task files without contacting any host. Exit code 0
 * without errors, 2 with errors, 1 if a file cannot be read.
 */
export function lintCommand(context: CommandContext): Command {
  const command = new Command('lint')
    .description('Check playbooks, roles and task files without contacting any host.')
    .argument('[path...]', 'files and folders to report on (default: the whole project)')
    .option(
      '-i, --inventory <path>',
      'inventory whose hosts and variables are used for additional checks; may be repeated',
      collect,
      [],
    )
    .addOption(
      new Option('-o, --output <kind>', 'output format')
        .choices(['text', 'json', 'sarif', 'github'])
        .default('text'),
    )
    .option('--fix', 'replace outdated syntax if this does not change the meaning of the file', false)
    .option('--strict', 'treat warnings as errors', false)
    .addOption(
      new Option(
        '--dialect <language>',
        'language of all files: drover or ansible (default: as set in the project)',
      ).choices(['drover', 'ansible']),
    )
    .addHelpText(
      'after',
      '\nExit codes: 0 no error, 2 errors were found, 1 a file cannot be read. docs/lint.md lists the rules.\n\nExamples:\n  run lint\n  run lint roles/web -o sarif\n  run lint -i inventory/ --strict',
    )
    .action(async (paths: readonly string[], flags: Flags, self: Command) => {
      // An inventory in the settings of the project is only for runs: a lint uses one only if it is given on the
      // command line.
      const isGiven = self.getOptionValueSource('inventory') === 'cli'
      context.code = await act(paths, isGiven ? flags : { ...flags, inventory: [] }, context)
    })
  return withKeyOptions(command)
}

async function act(paths: readonly string[], flags: Flags, context: CommandContext): Promise<number> {
  for (const path of paths) if (!existsSync(path)) throw new InputError(`there is no file \`${path}\``)
  const { lintProject } = await import('../../lint/lint.ts')
  const asGiven = paths.map(path => realpathSync(path))
  const folder = projectFolder(asGiven)
  const asked: LintOptions = {
    folder,
    paths: asGiven,
    taskFolders: taskFoldersOf(folder),
    dialect: flags.dialect,
    decrypt: decryptWith(flags, context),
    ...(flags.inventory.length === 0
      ? {}
      : { checkWithInventory: playbook => checkWithInventory(playbook, flags, context) }),
  }
  let result = await lintProject(asked)
  let fixed: readonly Finding[] = []
  if (flags.fix) {
    const { fixFindings } = await import('../../lint/fix.ts')
    fixed = fixFindings(result.findings)
    // The other findings may have moved to other lines.
    if (fixed.length > 0) result = await lintProject(asked)
  }
  const text = await show(result, fixed, flags.output, folder)
  process.stdout.write(context.masks.mask(text))
  if (flags.output === 'text')
    for (const error of result.unreadable) printError(error, process.stderr, each => context.masks.mask(each))
  return exitCodeOf(result, flags)
}

/**
 * Returns the function that decrypts with the keys of the options and of the user. It asks for no passphrase except
 * with `--ask-vault-pass`.
 */
function decryptWith(flags: Flags, { masks }: CommandContext): LintOptions['decrypt'] {
  const sources = keySources(flags)
  const ask = flags.askVaultPass ? sources.ask : refuseToAsk
  const keyring = new Keyring({ ...sources, ask }, text => masks.add(text))
  return (bytes, place) => keyring.openFile(bytes, place)
}

function refuseToAsk(): never {
  throw new InputError('a lint does not ask for a passphrase')
}

/** Returns the working directory; if the first path is outside of it, the folder of that path. */
function projectFolder([first]: readonly string[]): string {
  const here = process.cwd()
  if (first === undefined || first === here || first.startsWith(here + sep)) return here
  return isFolder(first) ? first : resolve(first, '..')
}

async function show(
  result: LintResult,
  fixed: readonly Finding[],
  output: Flags['output'],
  folder: string,
): Promise<string> {
  if (output === 'json') return (await import('../../lint/output/json.ts')).showJson(result, fixed, folder)
  if (output === 'github') return (await import('../../lint/output/github.ts')).showGithub(result, folder)
  if (output === 'sarif') {
    const [{ showSarif }, { RULES }] = await Promise.all([
      import('../../lint/output/sarif.ts'),
      import('../../lint/rules.ts'),
    ])
    return showSarif(result, RULES, folder)
  }
  const { showText } = await import('../../lint/output/text.ts')
  return showText(result, fixed, makeStyle(takesColour(process.stdout)))
}

/** Returns the findings of the preflight of a run with an inventory. */
async function checkWithInventory(
  playbook: string,
  flags: Flags,
  { masks }: CommandContext,
): Promise<InventoryCheck> {
  try {
    const { unmatched, ofTasks, withoutHosts } = await listRun(
      {
        ...reachOptionsOf({ ...flags, extraVars: [] }),
        playbooks: [playbook],
        check: false,
        ...(flags.dialect === undefined ? {} : { dialect: flags.dialect }),
      },
      masks,
      { isThorough: true },
    )
    return { errors: [...unmatched, ...ofTasks], withoutHosts }
  } catch (error) {
    return { errors: inputErrorsOf(error), withoutHosts: [] }
  }
}

function exitCodeOf({ findings, unreadable }: LintResult, { strict }: Flags): number {
  if (unreadable.length > 0) return 1
  return findings.some(({ level }) => strict || level === 'error') ? 2 : 0
}
