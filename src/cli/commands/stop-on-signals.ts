import { setMaxListeners } from 'node:events'

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** What a signal asks of a run: the first to stop with a message, the second to end at once. */
export interface SignalHandlers {
  readonly tell: (message: string) => void
  readonly exit: (code: number) => void
}

/** Signals that come this soon after the first, in milliseconds, are the same: a terminal and a wrapper (`npx`) both send one. */
const SAME = 300

/**
 * Runs until the end or until a signal: the first Ctrl-C lets running tasks end and starts none, the second ends the
 * process at once. A hangup alone never does: shell and terminal may both send it. The reason of the abort is the exit
 * code that the signal asks for.
 */
export async function stopOnSignals(
  run: (signal: AbortSignal) => Promise<number>,
  { tell, exit }: SignalHandlers,
): Promise<number> {
  const controller = new AbortController()
  // Every running host listens to it.
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
