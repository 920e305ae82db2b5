import { escapeControl } from '../base/escape-control.ts'

/** A warning of a run, with the host that it is about, if there is one. */
export function warningText({ host, message }: { readonly host?: string; readonly message: string }): string {
  return `warning: ${host ? `${host}: ` : ''}${escapeControl(message)}`
}
