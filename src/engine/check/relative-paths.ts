import type { z } from 'zod'
import { ABSOLUTE } from '../../authoring/params.ts'
import { inWorkingDirectory } from '../../authoring/working-directory.ts'
import { innermostIssues } from './innermost-issues.ts'
import { replacedAt } from './replaced-at.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * Converts relative paths to paths in the working directory of the host's session if the schema, or a branch of a
 * union in it, expected absolute paths, as Ansible's modules do. Returns the same object if there is nothing to
 * convert. `issues` are the errors that the schema reported for the params.
 */
export function relativePaths(values: Values, issues: readonly z.core.$ZodIssue[]): Values {
  return innermostIssues(issues)
    .filter(isOfRelativePath)
    .reduce<Values>((converted, { path }) => {
      const isItem = typeof path.at(-1) === 'number'
      const changed = isItem
        ? replacedAt(converted, path.slice(0, -1), eachInDirectory)
        : replacedAt(converted, path, inDirectory)
      return changed as Values
    }, values)
}

function isOfRelativePath(issue: z.core.$ZodIssue): boolean {
  const isFormat = issue.code === 'invalid_format' && issue.pattern === String(ABSOLUTE)
  const isRule = issue.code === 'custom' && issue.params?.isRelativePath === true
  return isFormat || isRule
}

/** Converts each path of a list, which may be written as text with commas. */
function eachInDirectory(list: unknown): unknown {
  if (Array.isArray(list)) return list.map(inDirectory)
  return typeof list === 'string' ? list.split(',').map(item => inDirectory(item.trim())) : list
}

function inDirectory(value: unknown): unknown {
  const isRelative = typeof value === 'string' && value !== '' && !ABSOLUTE.test(value)
  return isRelative ? inWorkingDirectory(value) : value
}
