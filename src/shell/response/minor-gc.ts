import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** So many bytes come in before what they came in is swept up. */
const OFTEN = 8 * 1024 * 1024

/**
 * Counts bytes that were read and let go, and has them swept up now and then. V8 leaves read buffers, which lie outside of its heap,
 * until there are up to 64 MB of them; a sweep of what is young takes it a millisecond.
 */
export function minorGc(): (bytes: number) => void {
  let unswept = 0
  let sweep: Sweep | undefined
  return bytes => {
    unswept += bytes
    if (unswept < OFTEN) return
    unswept = 0
    sweep ??= exposed()
    sweep({ type: 'minor' })
  }
}

type Sweep = (options: { readonly type: 'minor' }) => void

/** Node provides it in new contexts once the flag is set, and removes it from none. */
function exposed(): Sweep {
  setFlagsFromString('--expose-gc')
  const found = runInNewContext('gc') as Sweep
  setFlagsFromString('--no-expose-gc')
  return found
}
