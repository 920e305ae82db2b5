import { constants } from 'node:os'

/** Returns a capability in its full form: `CAP_NET_ADMIN`. */
export function capability(name: string): string {
  const upper = name.toUpperCase().replace(/^CAP_/, '')
  return upper === 'ALL' ? 'ALL' : `CAP_${upper}`
}

/** Returns a device in its full form: `HOST:CONTAINER:PERMISSIONS`. */
export function device(spec: string): string {
  const [outside = '', inside = outside, permissions = 'rwm'] = spec.split(':')
  return /^[rwm]+$/.test(inside) ? `${outside}:${outside}:${inside}` : `${outside}:${inside}:${permissions}`
}

/** Returns a restart policy in its full form: `no`, `always`, `on-failure:3`. */
export function restartPolicy(name: string, retries: number): string {
  const policy = name === '' ? 'no' : name
  return policy === 'on-failure' && retries > 0 ? `${policy}:${retries}` : policy
}

/** Returns the number of a signal from its name, with or without `SIG`, or from its number. */
export function signalNumber(signal: string | number): number {
  if (/^\d+$/.test(String(signal))) return Number(signal)
  const name = `SIG${String(signal).toUpperCase().replace(/^SIG/, '')}`
  return Object.entries(constants.signals).find(([each]) => each === name)?.[1] ?? 0
}
