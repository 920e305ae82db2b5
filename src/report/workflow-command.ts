import { relative, resolve } from 'node:path'
import { escapeControl } from '../base/escape-control.ts'
import type { NamedPlace } from './place.ts'

/** An annotation of GitHub: shown with the job and at the line of the file. */
export interface Annotation {
  readonly kind: 'error' | 'warning'
  readonly title: string
  readonly message: string
  readonly place?: NamedPlace | undefined
}

/**
 * The command of a workflow that makes an annotation: `::error file=…,line=…,col=…,title=…::MESSAGE`. The file is relative to the
 * workspace, as GitHub expects it. Source: "Workflow commands for GitHub Actions", Setting an error message.
 */
export function workflowCommand({ kind, title, message, place }: Annotation, workspace: string): string {
  const where = place
    ? { file: relative(workspace, resolve(place.file)), line: place.line, col: place.column }
    : {}
  const properties = Object.entries({ ...where, title }).map(
    ([key, value]) => `${key}=${property(String(value))}`,
  )
  return `::${kind} ${properties.join(',')}::${data(escapeControl(message))}`
}

/** As the toolkit of GitHub Actions escapes the text of a command. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(escapeControl(text)).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
