import { escapeControl, escapeControlInLine } from '../../base/escape-control.ts'
import { showPlace } from '../../errors.ts'
import type { Style } from '../../report/style.ts'
import type { Finding, LintResult } from '../lint.ts'

/**
 * Returns the result as text: each finding with its place and hint, and the number of findings. `fixed` are the
 * findings that were fixed.
 */
export function showText(
  { findings, fileCount, unreadable, notes }: LintResult,
  fixed: readonly Finding[],
  style: Style,
): string {
  const shown = findings.flatMap(({ place, level, rule, message, hint }) => [
    `${style.bold(escapeControl(showPlace(place)))}: ${level === 'error' ? style.red('error') : style.yellow('warning')} ${escapeControl(message)} ${style.dim(`[${rule}]`)}`,
    ...(hint === undefined ? [] : [style.dim(`    hint: ${escapeControl(hint)}`)]),
  ])
  const errors = findings.filter(({ level }) => level === 'error').length
  const counts = [
    counted(errors + unreadable.length, 'error'),
    counted(findings.length - errors, 'warning'),
    ...(fixed.length > 0 ? [`${fixed.length} fixed`] : []),
  ]
  return [
    ...shown,
    `${counts.join(', ')} in ${counted(fileCount, 'file')}`,
    ...notes.map(escapeControlInLine),
    '',
  ].join('\n')
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
