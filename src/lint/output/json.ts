import { relative } from 'node:path'
import { jsonText } from '../../base/escape-control.ts'
import type { InputError } from '../../errors.ts'
import type { Finding, LintResult } from '../lint.ts'

/**
 * Returns the result as JSON: the findings, those that were fixed, and the files that cannot be read. Paths are
 * relative to `folder`.
 */
export function showJson(result: LintResult, fixed: readonly Finding[], folder: string): string {
  const { findings, unreadable, fileCount } = result
  const shown = (each: Finding): object => {
    const { rule, level, place, message, hint, fix } = each
    const { line, column } = place
    const file = relative(folder, place.file)
    return { rule, level, file, line, column, message, hint: hint ?? null, fixable: fix !== undefined }
  }
  const data = {
    findings: findings.map(shown),
    fixed: fixed.map(shown),
    unreadable: unreadable.map(error => unreadableFile(error, folder)),
    files: fileCount,
  }
  return `${jsonText(data, 2)}\n`
}

function unreadableFile({ message, place, hint }: InputError, folder: string): object {
  return {
    file: place ? relative(folder, place.file) : null,
    line: place?.line ?? null,
    column: place?.column ?? null,
    message,
    hint: hint ?? null,
  }
}
