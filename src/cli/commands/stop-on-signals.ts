import { setMaxListeners } from 'node:events'

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** What signals do: `tell` shows a message for the first one, `exit` ends the process at once for the second. */
export interface SignalHandlers {
  readonly tell: (message: string) => void
  readonly exit: (code: number) => void
}

/**
 * Milliseconds within which further signals count as the first one: a terminal and a wrapper (`npx`) may both send
 * it.
 */
const SAME = 300

/**
 * Runs until the run ends or a signal stops it: the first Ctrl-C lets running tasks end and starts no more, the
 * second ends the process at once. A second hangup does not, since shell and terminal may both send one. The abort
 * reason is the exit code for the signal.
 */
export async function stopOnSignals(
  run: (signal: AbortSignal) => Promise<number>,
  { tell, exit }: SignalHandlers,
): Promise<number> {
  const controller = new AbortController()
  // Each running host has a listener on it.
  setMaxListeners(0, controller.signal)
  let began: number | undefined
  const stop = (name: keyof typeof EXIT_CODES): void => {
    if (began !== undefined) {
      if (name !== 'SIGHUP' && performance.now() - began > SAME) exit(EXIT_CODES[name])
      return
    }
    began = performance.now()
    tell('stopping after the running tasks; Ctrl-C again stops at once')
    controller.abort(EXIT_CODES[name])
  }
  const names = Object.keys(EXIT_CODES) as (keyof typeof EXIT_CODES)[]
  for (const name of names) process.on(name, stop)
  try {
    return await run(controller.signal)
  } finally {
    for (const name of names) process.off(name, stop)
  }
}
