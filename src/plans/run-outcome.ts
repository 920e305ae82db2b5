import { InputError } from '../errors.ts'
import { checked } from '../journal/checked.ts'
import { readRun } from '../journal/read.ts'
import { escapeControlInLine } from '../run.ts'
import { keptOptionsSchema } from './plans.ts'

/** How a run ended, what it ran, and the hosts that it did not complete, in one line. */
export function outcomeOf(run: string): string {
  try {
    const { head, exitCode, troubled } = readRun(run)
    const hosts = troubled.length === 0 ? '' : `  ${troubled.join(', ')}`
    return escapeControlInLine(`${endOf(exitCode).padEnd(13)}  ${workOf(head.options)}${hosts}`)
  } catch (error) {
    if (error instanceof InputError) return `cannot be read: ${escapeControlInLine(error.message)}`
    throw error
  }
}

function endOf(exitCode: number | undefined): string {
  if (exitCode === undefined) return 'interrupted'
  return exitCode === 0 ? 'done' : `exit code ${exitCode}`
}

/** The playbooks of a run, or its one task; nothing if its options were not kept. */
function workOf(options: unknown): string {
  if (options === undefined) return ''
  const { playbooks, adHoc } = checked(options, keptOptionsSchema, 'its journal')
  return [...playbooks, ...(adHoc ? [`task ${adHoc.hosts} ${adHoc.type}`] : [])].join(' ')
}
