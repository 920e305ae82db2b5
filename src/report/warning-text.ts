import { escapeControl } from '../base/escape-control.ts'

interface Warning {
  readonly host?: string
  readonly message: string
}

/** A warning of a run, as the line of it that is printed. */
export function warningText(warning: Warning): string {
  return `warning: ${warningMessage(warning)}`
}

/** What a warning says, with the host that it is about, if there is one. */
export function warningMessage({ host, message }: Warning): string {
  return `${host ? `${host}: ` : ''}${escapeControl(message)}`
}
