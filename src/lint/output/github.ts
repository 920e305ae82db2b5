import { relative } from 'node:path'
import { workflowCommand } from '../../base/workflow-command.ts'
import type { LintResult } from '../lint.ts'

/** Returns the result as GitHub workflow commands, which GitHub shows at the lines of a pull request. */
export function showGithub({ findings, unreadable }: LintResult, folder: string): string {
  const rows = [
    ...findings.map(({ rule, level, place, message, hint }) => ({
      kind: level === 'error' ? ('error' as const) : ('warning' as const),
      place,
      title: rule,
      text: hint === undefined ? message : `${message}\n${hint}`,
    })),
    ...unreadable.map(({ message, place }) => ({
      kind: 'error' as const,
      place,
      title: 'syntax',
      text: message,
    })),
  ]
  const lines = rows.map(({ kind, place, title, text }) => {
    const where = place && { ...place, file: relative(folder, place.file) }
    return `${workflowCommand({ kind, place: where, title: `drover ${title}`, message: text })}\n`
  })
  return lines.join('')
}
