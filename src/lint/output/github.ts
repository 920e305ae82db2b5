import { type Annotation, workflowCommand } from '../../report/workflow-command.ts'
import type { LintResult } from '../lint.ts'

/** A lint as commands of a workflow, which GitHub shows at the lines of a pull request. Paths are relative to `folder`. */
export function showGithub({ findings, unreadable }: LintResult, folder: string): string {
  const annotations: Annotation[] = [
    ...findings.map(({ rule, level, place, message, hint }) => ({
      kind: level === 'error' ? ('error' as const) : ('warning' as const),
      title: `drover ${rule}`,
      message: hint === undefined ? message : `${message}\n${hint}`,
      place,
    })),
    ...unreadable.map(({ message, place }) => ({
      kind: 'error' as const,
      title: 'drover syntax',
      message,
      place,
    })),
  ]
  return annotations.map(each => `${workflowCommand(each, folder)}\n`).join('')
}
