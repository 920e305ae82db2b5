import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { InputError } from '../errors.ts'
import type { SavedPlan } from '../plans.ts'

/** Writes a plan, whole or not at all, for its owner's eyes only. */
export function writePlan(file: string, plan: SavedPlan): void {
  const temporary = `${file}.${process.pid}.new`
  try {
    writeFileSync(temporary, `${JSON.stringify(plan, null, 1)}\n`, { mode: 0o600, flag: 'wx' })
    renameSync(temporary, file)
  } catch (cause) {
    rmSync(temporary, { force: true })
    throw new InputError(`the plan cannot be written to \`${file}\`: ${(cause as Error).message}`, { cause })
  }
}

/** Reads a plan. Throws InputError where the file is none. */
export function readPlan<Options>(file: string): SavedPlan<Options> {
  let found: Partial<SavedPlan<Options>>
  try {
    found = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new InputError(`the plan \`${file}\` cannot be read: ${(cause as Error).message}`, { cause })
  }
  if (found?.format === 'drover plan 1') return found as SavedPlan<Options>
  throw new InputError(`\`${file}\` is no plan`, { hint: 'make one: `run plan site.yml --out site.plan`' })
}
