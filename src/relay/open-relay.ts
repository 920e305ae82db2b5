import { packageVersion } from '../base/package.ts'
import { timerDelay } from '../base/timer-delay.ts'
import { UnreachableError } from '../errors.ts'
import type { Running } from '../shell/exchange.ts'
import { StrayOutput } from '../shell/response/stray-output.ts'
import { ConnectionError, explainConnectionError, labelOf } from '../transport/connection-errors.ts'
import type { RelayTarget, Target } from '../transport/spawn.ts'
import { programOn } from '../transport/ssh-args.ts'
import { withoutUnknownOptions } from '../transport/unknown-options.ts'
import { greeting } from './frame.ts'
import { Relay } from './relay.ts'
import { loginLimit, startProgram } from './start-shell.ts'

/** The most bytes that a login may write before the relay's greeting. */
const MAX_NOISE = 64 * 1024

/**
 * Logs in to the machine of a relay and starts the relay there. Throws ConnectionError with reason and hint if the
 * machine cannot be reached, has no Drover or another version of it, or if the signal is aborted before the relay has
 * greeted.
 */
export async function openRelay(relay: RelayTarget, onLost: () => void, signal: AbortSignal): Promise<Relay> {
  const unknown = new Set<string>()
  return withoutUnknownOptions(unknown, () => openBy(relay, unknown, onLost, signal))
}

async function openBy(
  { target, command }: RelayTarget,
  unknownOptions: ReadonlySet<string>,
  onLost: () => void,
  signal: AbortSignal,
): Promise<Relay> {
  const { running, endLogin } = await startProgram(target, programOn(target, command, { unknownOptions }))
  const strayOutput = new StrayOutput()
  running.stderr.on('data', (chunk: Buffer) => strayOutput.add(chunk))
  const seconds = loginLimit(target)
  let deadline: NodeJS.Timeout | undefined
  signal.addEventListener('abort', running.kill)
  if (signal.aborted) running.kill()
  try {
    const greeted = await Promise.race([
      readGreeting(target, running, strayOutput),
      running.ended.then(status => {
        throw notStarted(target, command, status, strayOutput)
      }),
      new Promise<never>((_, reject) => {
        const late = new UnreachableError(
          `${labelOf(target)}: no relay within ${seconds} s: ${strayOutput.tail()}`,
        )
        deadline = setTimeout(
          () => reject(explainConnectionError(target, late, undefined)),
          timerDelay(seconds * 1000),
        )
      }),
    ])
    checkVersion(target, greeted)
    return new Relay(target.name, running, { why: () => strayOutput.tail(), onLost })
  } catch (error) {
    running.kill()
    throw error
  } finally {
    clearTimeout(deadline)
    signal.removeEventListener('abort', running.kill)
    await endLogin()
  }
}

/** Reads the line in which the relay names its version. Skips what the login writes before that line. */
function readGreeting(target: Target, { stdout }: Running, strayOutput: StrayOutput): Promise<string> {
  return new Promise((resolve, reject) => {
    let read = Buffer.alloc(0)
    const take = (chunk: Buffer): void => {
      read = Buffer.concat([read, chunk])
      const [line] = /^drover-relay .*\n/m.exec(read.toString('latin1')) ?? []
      if (line === undefined && read.length <= MAX_NOISE) return
      stdout.off('data', take).pause()
      if (line === undefined) {
        strayOutput.add(read)
        reject(
          new ConnectionError(`${labelOf(target)}: its login writes too much before the relay`, {
            ...{ kind: 'refused', cause: undefined },
            hint: 'see what its login shell prints when no terminal is there',
          }),
        )
        return
      }
      const end = read.indexOf(line, 0, 'latin1') + line.length
      if (end < read.length) stdout.unshift(read.subarray(end))
      resolve(line)
    }
    stdout.on('data', take)
  })
}

function notStarted(
  target: Target,
  command: readonly string[],
  status: number | null,
  strayOutput: StrayOutput,
): ConnectionError {
  if (status === 126 || status === 127) {
    return new ConnectionError(`${labelOf(target)}: it has no \`${command[0]}\`: ${strayOutput.tail()}`, {
      ...{ kind: 'refused', cause: undefined },
      hint: `install Drover ${packageVersion()} there, or name the command in the variable \`relay_command\` of ${target.name}`,
    })
  }
  const lost = new UnreachableError(`${labelOf(target)}: the connection was lost: ${strayOutput.tail()}`, {
    hint: `the connection ended with status ${status}`,
  })
  return explainConnectionError(target, lost, undefined)
}

function checkVersion(target: Target, greeted: string): void {
  if (greeted === greeting(packageVersion())) return
  const [, , version = 'of an unknown version'] = greeted.trim().split(' ')
  throw new ConnectionError(
    `${labelOf(target)}: the relay is Drover ${version}, and this is Drover ${packageVersion()}`,
    { kind: 'refused', cause: undefined, hint: `install Drover ${packageVersion()} on ${target.name}` },
  )
}
