import { programText } from '../../base/program-text.ts'
import { PLACING } from '../../shell/programs/remote-functions.ts'
import { ShellText } from '../../shell/quote.ts'
import { LIVENESS } from '../host-lock.ts'

/** Shell functions that save and print the packet filters of a host. */
export const FILTERS = new ShellText(programText(new URL('./filters.sh', import.meta.url)))

/**
 * The program that watches over a guarded change on its host, and rolls it back. watch.sh describes the files in its
 * folder.
 */
export const WATCH = `${PLACING.text}
${LIVENESS.text}
${FILTERS.text}
${programText(new URL('./watch.sh', import.meta.url))}
`
