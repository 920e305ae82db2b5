import { randomBytes } from 'node:crypto'
import { hostname, userInfo } from 'node:os'

/** Returns a unique run id that sorts by time, to the millisecond: `20261123T140301Z-3fa9c1d2`. */
export function newRunId(now = new Date()): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '')
  const milliseconds = now.getMilliseconds().toString(16).padStart(3, '0')
  return `${time}-${milliseconds}${randomBytes(3).toString('hex').slice(1)}`
}

/** Returns the user and host that execute this process: `alice@build7`. */
export function whoami(): string {
  return `${userName()}@${hostname()}`
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // In a container, the user id may have no name.
    return String(process.getuid?.() ?? 'unknown')
  }
}
