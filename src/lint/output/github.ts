import { relative } from 'node:path'
import type { LintResult } from '../lint.ts'

/**
 * A lint as commands of a workflow, which GitHub shows at the lines of a pull request. Source: "Workflow commands for GitHub
 * Actions", Setting an error message.
 */
export function showGithub({ findings, unreadable }: LintResult, folder: string): string {
  const rows = [
    ...findings.map(({ rule, level, place, message, hint }) => ({
      kind: level === 'error' ? 'error' : 'warning',
      place,
      title: rule,
      text: hint === undefined ? message : `${message}\n${hint}`,
    })),
    ...unreadable.map(({ message, place }) => ({ kind: 'error', place, title: 'syntax', text: message })),
  ]
  const lines = rows.map(({ kind, place, title, text }) => {
    const where = place
      ? `file=${property(relative(folder, place.file))},line=${place.line},col=${place.column},`
      : ''
    return `::${kind} ${where}title=${property(`drover ${title}`)}::${data(text)}\n`
  })
  return lines.join('')
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
