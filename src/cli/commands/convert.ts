import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { replaceFile } from '../../base/atomic-write.ts'
import { isFolder } from '../../base/is-folder.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import type { Conversion } from '../../convert/project/convert-project.ts'
import { projectDialect } from '../../convert/project/project-dialect.ts'
import { InputError, InputErrors } from '../../errors.ts'
import { escapeControl, listRun } from '../../run.ts'
import { withKeyOptions } from '../options/key-options.ts'
import { collect } from '../options/option-values.ts'
import { noOutputOption } from '../options/output-options.ts'
import { reachOptionsOf } from '../options/reach-options.ts'
import type { CommandContext } from './command-context.ts'
import { printError } from './print-error.ts'
import type { VerifyFlags } from './verify-conversion.ts'

interface Flags extends VerifyFlags {
  readonly out?: string
  readonly check: boolean
  readonly report?: string
  readonly inventory: readonly string[]
}

/**
 * `run convert`: converts an Ansible project to Drover's own language. Exit code 0; 2 if the result fails a syntax
 * check that the project itself passes; with `--verify`, 3 if the result behaves differently from the project.
 */
export function convertCommand(context: CommandContext): Command {
  const command = new Command('convert')
    .description(
      "Convert an Ansible project to Drover's own language, where this does not change its meaning.",
    )
    .argument('<dir>', 'the project; it is not changed')
    .option('--out <dir>', 'folder for the converted project; it must be new or empty')
    .addOption(noOutputOption())
    .option('-C, --check', 'report what would be converted, but write nothing', false)
    .option('--report <file>', 'also write the report to this file, as JSON')
    .option(
      '-i, --inventory <path>',
      "inventory for the syntax check of the converted project, relative to the project; may be repeated (default: the project's own)",
      collect,
      [],
    )
    .option(
      '--verify <inventory>',
      'run both projects on the hosts of this inventory and compare the results; this changes the hosts',
    )
    .option(
      '--twins <inventory>',
      'with --verify: inventory of identical hosts with the same names, on which the converted project runs',
    )
    .option(
      '--playbook <path>',
      'with --verify: playbook to run, relative to the project; may be repeated (default: all playbooks)',
      collect,
      [],
    )
    .addHelpText(
      'after',
      '\nExamples:\n  run convert ansible/ --check\n  run convert ansible/ --out drover/ --report report.json\n  run convert ansible/ --out drover/ --verify throwaway.yml',
    )
    .action(async (folder: string, flags: Flags) => {
      context.code = await act(folder, flags, context)
    })
  return withKeyOptions(command)
}

async function act(folder: string, flags: Flags, context: CommandContext): Promise<number> {
  if (!isFolder(folder)) throw new InputError(`there is no folder \`${folder}\``)
  const { out, check } = flags
  if (out === undefined && !check)
    throw new InputError('`run convert` needs a folder for the converted project', {
      hint: '`--out DIR` names it; `--check` only reports',
    })
  checkVerifyFlags(flags)
  // Imported here, since only this command needs it.
  const [{ convertProject }, { reportData, showReport }, { mustBeFree, writeProject }] = await Promise.all([
    import('../../convert/project/convert-project.ts'),
    import('../../convert/project/report.ts'),
    import('../../convert/project/write-project.ts'),
  ])
  if (out !== undefined) mustBeFree(out, folder)
  const root = resolve(folder)
  const conversion = convertProject(root)
  process.stdout.write(escapeControl(showReport(conversion, root)))
  if (flags.report !== undefined)
    replaceFile(
      resolve(flags.report),
      Buffer.from(`${JSON.stringify(reportData(conversion, root), null, 2)}\n`),
    )
  if (check || out === undefined) return 0
  const { playbooksToVerify, verifyConversion } = await import('./verify-conversion.ts')
  const verified = flags.verify === undefined ? [] : playbooksToVerify(conversion.playbooks, flags.playbook)
  writeProject(root, resolve(out), conversion)
  const folders = { root, out: resolve(out) }
  const code = await checkOutcome(conversion, folders, flags, context)
  const { verify } = flags
  if (code !== 0 || verify === undefined) return code
  return verifyConversion(folders, verified, { ...flags, verify }, context)
}

function checkVerifyFlags({ check, verify, twins, playbook }: Flags): void {
  if (verify !== undefined && check)
    throw new InputError('`--verify` runs the converted project, which `--check` does not write')
  if (verify === undefined && (twins !== undefined || playbook.length > 0))
    throw new InputError(`\`${twins === undefined ? '--playbook' : '--twins'}\` goes with \`--verify\``)
}

/**
 * Checks the syntax of every playbook of the result. A fault that the project itself has too is not a fault of the
 * conversion.
 */
async function checkOutcome(
  { playbooks, inventories }: Conversion,
  { root, out }: { readonly root: string; readonly out: string },
  flags: Flags,
  context: CommandContext,
): Promise<number> {
  const found = flags.inventory.length > 0 ? flags.inventory : inventoriesOf(out, inventories, flags.verify)
  if (playbooks.length === 0 || found.length === 0) {
    const lack =
      playbooks.length === 0 ? 'the project has no playbook' : 'no inventory was found: name one with `-i`'
    process.stdout.write(`the syntax of the converted project was not checked: ${lack}\n`)
    return 0
  }
  let code = 0
  for (const playbook of playbooks) {
    const fault = await faultOf(out, playbook, found, flags, context)
    if (fault === undefined) {
      process.stdout.write(`${playbook}: passes \`--syntax-check\`\n`)
      continue
    }
    const isOld = (await faultOf(root, playbook, found, flags, context)) !== undefined
    const whose = isOld ? ', and so does the original project' : ''
    process.stdout.write(`${playbook}: fails \`--syntax-check\`${whose}\n`)
    printError(fault, process.stderr, text => context.masks.mask(text))
    if (!isOld) code = 2
  }
  return code
}

function inventoriesOf(
  out: string,
  inventories: readonly string[],
  verify: string | undefined,
): readonly string[] {
  if (existsSync(join(out, 'inventory'))) return ['inventory']
  return inventories.length === 0 && verify !== undefined ? [resolve(verify)] : inventories
}

/** Returns the errors of a syntax check of a playbook; undefined if it passes. */
async function faultOf(
  folder: string,
  playbook: string,
  inventory: readonly string[],
  flags: Flags,
  { masks }: CommandContext,
): Promise<InputError | InputErrors | undefined> {
  try {
    await listRun(
      {
        ...reachOptionsOf({
          ...flags,
          inventory: inventory.map(path => resolve(folder, path)),
          extraVars: [],
        }),
        ...omitUndefined({ dialect: projectDialect(folder) }),
        playbooks: [join(folder, playbook)],
        check: false,
      },
      masks,
      { isThorough: true },
    )
    return undefined
  } catch (error) {
    if (error instanceof InputError || error instanceof InputErrors) return error
    throw error
  }
}
