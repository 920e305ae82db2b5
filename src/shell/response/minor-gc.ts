import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** The number of received bytes after which a minor garbage collection runs. */
const OFTEN = 8 * 1024 * 1024

/**
 * Returns a function that counts received bytes and runs a minor garbage collection now and then. Without it, V8
 * keeps up to 64 MB of read buffers, which are outside of its heap; a minor collection takes a millisecond.
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

/** Returns the function `gc`. Node provides it in new contexts while the flag is set, and does not remove it later. */
function exposed(): Sweep {
  setFlagsFromString('--expose-gc')
  const found = runInNewContext('gc') as Sweep
  setFlagsFromString('--no-expose-gc')
  return found
}
