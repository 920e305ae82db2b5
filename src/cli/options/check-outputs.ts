import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { InputError } from '../../errors.ts'
import { findInputs, type RunOptions } from '../../run.ts'
import type { Output } from './outputs.ts'

/**
 * Throws InputError if a report would replace a file that the run reads, or if two reports have the same file,
 * perhaps through a link. `options` are those of the run, if there is one.
 */
export function checkOutputs(outputs: readonly Output<string>[], options?: RunOptions): void {
  if (outputs.every(({ file }) => file === undefined)) return
  const inputs = options ? findInputs(options).map(realPathOf) : []
  const taken = new Map<string, string>()
  for (const { format, file } of outputs) {
    if (file === undefined) continue
    const real = realPathOf(file)
    if (isYaml(real) || inputs.some(input => real === input || (isHostList(real) && isBelow(real, input))))
      throw new InputError(`\`-o ${format}:${file}\` would replace a file that runs read`, {
        hint: `name another file, such as \`${format}:report.${ENDINGS[format] ?? 'txt'}\``,
      })
    const other = taken.get(real)
    if (other !== undefined)
      throw new InputError(`\`${other}\` and \`${format}\` go to the same file, \`${real}\``, {
        hint: 'name a file for each of them',
      })
    taken.set(real, format)
  }
}

const ENDINGS: Readonly<Record<string, string>> = { junit: 'xml', ndjson: 'ndjson', lines: 'log' }

function isBelow(file: string, folder: string): boolean {
  return file.startsWith(folder + sep)
}

/**
 * Returns whether a file in an inventory folder may be a list of hosts, according to its name: the folder may be that
 * of the whole project.
 */
function isHostList(file: string): boolean {
  return existsSync(file) && !/\.(xml|ndjson|json|log|txt)$/i.test(file)
}

/** Returns whether a file is YAML: reports never are, but roles, variables and task files are. */
function isYaml(file: string): boolean {
  return /\.ya?ml$/i.test(file)
}

/** Returns the path with all links resolved; if the file does not exist, the path at which it would be created. */
function realPathOf(file: string): string {
  try {
    return realpathSync(file)
  } catch {
    const leadsTo = linkAt(file)
    if (leadsTo !== undefined) return realPathOf(resolve(dirname(file), leadsTo))
    const folder = dirname(file)
    return folder === file ? file : join(realPathOf(folder), basename(file))
  }
}

function linkAt(file: string): string | undefined {
  const isLink = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true
  return isLink ? readlinkSync(file) : undefined
}
