/** An annotation of GitHub Actions: shown with the job, and in a pull request at the line of the file. */
export interface WorkflowCommand {
  readonly kind: 'error' | 'warning'
  /** The file is a path relative to the workspace. */
  readonly place?: { readonly file: string; readonly line: number; readonly column: number } | undefined
  readonly title: string
  readonly message: string
}

/**
 * Returns the command `::error file=…,line=…,col=…,title=…::MESSAGE`, escaped as by the toolkit of GitHub Actions.
 * Source: "Workflow commands for GitHub Actions", Setting an error message.
 */
export function workflowCommand({ kind, place, title, message }: WorkflowCommand): string {
  const where = place ? { file: place.file, line: place.line, col: place.column } : {}
  const properties = Object.entries({ ...where, title }).map(
    ([key, value]) => `${key}=${property(String(value))}`,
  )
  return `::${kind} ${properties.join(',')}::${data(message)}`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
