import { type CoverageRow, type Kind, LOCAL } from './row.ts'
import { CERTIFICATE_ROWS } from './rows/certificates.ts'
import { COMMAND_ROWS } from './rows/commands.ts'
import { FILE_ROWS } from './rows/files.ts'
import { FLOW_ROWS } from './rows/flow.ts'
import { PACKAGE_ROWS } from './rows/packages.ts'
import { SYSTEM_ROWS } from './rows/system.ts'
import { TEXT_ROWS } from './rows/text.ts'

/** Every row of the table of task types and kinds of hosts. */
export const ROWS: readonly CoverageRow[] = [
  ...FILE_ROWS,
  ...TEXT_ROWS,
  ...SYSTEM_ROWS,
  ...CERTIFICATE_ROWS,
  ...COMMAND_ROWS,
  ...PACKAGE_ROWS,
  ...FLOW_ROWS,
]

/** Whether a row runs on a host of that kind. */
export function isHeldOn(row: CoverageRow, kind: Kind): boolean {
  const on: readonly Kind[] = row.on ?? LOCAL
  return on.includes(kind) && row.notOn?.[kind] === undefined
}
