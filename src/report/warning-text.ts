import { escapeControl } from '../base/escape-control.ts'

interface Warning {
  readonly host?: string
  readonly message: string
}

/** Returns the line that is printed for a warning. */
export function warningText(warning: Warning): string {
  return `warning: ${warningMessage(warning)}`
}

/** Returns the message of a warning, with the host that it is about, if there is one. */
export function warningMessage({ host, message }: Warning): string {
  return `${host ? `${host}: ` : ''}${escapeControl(message)}`
}
