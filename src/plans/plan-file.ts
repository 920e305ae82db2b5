import { existsSync } from 'node:fs'
import { replaceFile } from '../base/atomic-write.ts'
import { InputError } from '../errors.ts'
import { checked, parseJson } from '../journal/checked.ts'
import { readOwnFile } from '../journal/own-file.ts'
import { type PlanOptions, planSchema, type SavedPlan } from './plans.ts'

/** Writes a plan atomically, readable only by its owner. Throws InputError if that fails. */
export function writePlan(file: string, plan: SavedPlan): void {
  try {
    replaceFile(file, Buffer.from(`${JSON.stringify(plan, null, 1)}\n`), true)
  } catch (cause) {
    throw new InputError(`the plan cannot be written to \`${file}\`: ${(cause as Error).message}`, { cause })
  }
}

/** The maximum size of a plan file in bytes; more than a plan for ten thousand hosts needs. */
const MAX_BYTES = 256 * 1024 * 1024

const HINT = 'make one: `run plan site.yml --out site.plan`'

/**
 * Reads a plan. Throws InputError if the file does not exist, is not a plan, is damaged, or may come from another
 * user.
 */
export function readPlan(file: string): SavedPlan<PlanOptions> {
  const what = `the plan \`${file}\``
  if (!existsSync(file)) throw new InputError(`there is no plan \`${file}\``, { hint: HINT })
  const text = readOwnFile(file, 'plan', MAX_BYTES)
  if (!text.trimStart().startsWith('{')) throw new InputError(`\`${file}\` is not a plan`, { hint: HINT })
  const found = parseJson(text, what)
  const format = typeof found === 'object' && found !== null && 'format' in found ? found.format : undefined
  if (typeof format !== 'string' || !/^drover plan \d+$/.test(format))
    throw new InputError(`\`${file}\` is not a plan`, { hint: HINT })
  if (format !== 'drover plan 2')
    throw new InputError(`${what} was made by another version of Drover (\`${format}\`)`, { hint: HINT })
  return checked(found, planSchema, what)
}
