import { programText } from '../../base/program-text.ts'
import { PLACING } from '../../shell/programs/remote-functions.ts'
import { LIVENESS } from '../lock.ts'

/** The program that watches over a guarded change on its host, and rolls it back; watch.sh says what its folder has. */
export const WATCH = `${PLACING.text}
${LIVENESS.text}
${programText(new URL('./watch.sh', import.meta.url))}
`
