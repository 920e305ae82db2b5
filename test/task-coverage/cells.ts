import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ABSENCES, USUAL } from './reasons.ts'
import type { CoverageRow, Kind } from './row.ts'
import { isHeldOn, ROWS } from './rows.ts'

/** How a task type is tested on a kind of host: by rows, by contract test files of its own, or not at all, with the reason. */
export type Cell =
  | { readonly rows: readonly CoverageRow[] }
  | { readonly files: readonly string[] }
  | { readonly reason: string }

/** The cell of a task type and a kind; undefined if there is neither a row nor a reason. */
export function cellOf(type: string, kind: Kind): Cell | undefined {
  const ofType = ROWS.filter(row => row.type === type)
  const rows = ofType.filter(row => isHeldOn(row, kind))
  if (rows.length > 0) return { rows }
  const files = SHELLS_IN_TURN.includes(kind) ? contractFilesOf(type) : []
  const reasons = ofType.flatMap(({ notOn }) => notOn?.[kind] ?? [])
  if (ofType.length === 0 && files.length > 0) return { files }
  const isOnController = ofType.length > 0 && ofType.every(({ on }) => on?.includes('controller'))
  const listed = ABSENCES.find(
    ({ types, on }) => types.includes(type) && (on === undefined || on.includes(kind)),
  )
  const reason =
    reasons[0] ??
    (isOnController ? 'runs on the controller alone' : undefined) ??
    listed?.reason ??
    USUAL[kind]
  return reason === undefined ? undefined : { reason }
}

/** Kinds of hosts that contract tests use in turn, one for each test. */
const SHELLS_IN_TURN: readonly Kind[] = ['dash', 'bash', 'mksh', 'busybox']

/** The contract test files that test a task type in several shells, found by their imports and calls. */
function contractFilesOf(type: string): readonly string[] {
  return CONTRACT_FILES.filter(({ text }) => text.includes(`/${type}.ts'`)).map(({ file }) => file)
}

const CONTRACT_FILES = readdirSync('test/tasks', { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.contract.test.ts'))
  .sort()
  .map(name => ({ file: join('test/tasks', name), text: readFileSync(join('test/tasks', name), 'utf8') }))
  .filter(({ text }) => /\b(holdsContract|contractRows|inShells)\(/.test(text))
