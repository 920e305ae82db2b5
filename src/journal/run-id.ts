import { randomBytes } from 'node:crypto'
import { hostname, userInfo } from 'node:os'

/** A name that no other run has, and that sorts by time, to the millisecond: `20261123T140301Z-3fa9c1d2`. */
export function newRunId(now = new Date()): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '')
  const milliseconds = now.getMilliseconds().toString(16).padStart(3, '0')
  return `${time}-${milliseconds}${randomBytes(3).toString('hex').slice(1)}`
}

/** Who runs this, and where: `alice@build7`. */
export function whoami(): string {
  return `${userName()}@${hostname()}`
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A container may run as a number that has no name.
    return String(process.getuid?.() ?? 'unknown')
  }
}
