import { replaceFile } from '../base/atomic-write.ts'
import { InputError } from '../errors.ts'
import { checked, parseJson } from '../journal/checked.ts'
import { readOwnFile } from '../journal/own-file.ts'
import { type PlanOptions, planSchema, type SavedPlan } from './plans.ts'

/** Writes a plan, whole or not at all, for its owner's eyes only. */
export function writePlan(file: string, plan: SavedPlan): void {
  try {
    replaceFile(file, Buffer.from(`${JSON.stringify(plan, null, 1)}\n`), true)
  } catch (cause) {
    throw new InputError(`the plan cannot be written to \`${file}\`: ${(cause as Error).message}`, { cause })
  }
}

/** No plan of ten thousand hosts is as large, in bytes. */
const MOST_BYTES = 256 * 1024 * 1024

/** Reads a plan. Throws InputError if the file is none, is damaged, or may be another's. */
export function readPlan(file: string): SavedPlan<PlanOptions> {
  const what = `the plan \`${file}\``
  const found = parseJson(readOwnFile(file, 'plan', MOST_BYTES), what)
  const format = typeof found === 'object' && found !== null && 'format' in found ? found.format : undefined
  const hint = 'make one: `run plan site.yml --out site.plan`'
  if (typeof format !== 'string' || !/^drover plan \d+$/.test(format))
    throw new InputError(`\`${file}\` is not a plan`, { hint })
  if (format !== 'drover plan 2')
    throw new InputError(`${what} was made by another version of Drover (\`${format}\`)`, { hint })
  return checked(found, planSchema, what)
}
