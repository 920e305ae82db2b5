import { relative } from 'node:path'
import type { State } from '../unit.ts'
import type { Conversion, ReportedUnit } from './convert-project.ts'

/** The number of parts of a project in each state. */
type Summary = Readonly<Record<State, number>>

/** Counts the parts of a project by state. */
function summaryOf({ reported }: Pick<Conversion, 'reported'>): Summary {
  const count = (state: State): number => reported.filter(unit => unit.state === state).length
  return {
    converted: count('converted'),
    'converted with a doubt': count('converted with a doubt'),
    'left as it is': count('left as it is'),
    'not possible': count('not possible'),
  }
}

/** Formats the report as text: the state of each part by file, the findings with their places, and the totals. */
export function showReport(conversion: Conversion, folder: string): string {
  const byFile = new Map<string, ReportedUnit[]>()
  for (const unit of conversion.reported) {
    const file = relative(folder, unit.place.file)
    byFile.set(file, [...(byFile.get(file) ?? []), unit])
  }
  const files = [...byFile].sort(([one], [other]) => (one < other ? -1 : 1))
  const shown = files.map(([file, units]) => `${file}\n${units.map(unit => showUnit(unit, file)).join('')}`)
  const sums = Object.entries(summaryOf(conversion)).map(([state, count]) => `${count} ${state}`)
  return `${shown.join('\n')}\n${sums.join(', ')}\n${leftLine(conversion.left)}`
}

function showUnit({ what, name, place, state, findings }: ReportedUnit, file: string): string {
  const named = what === 'task' || what === 'play' ? `${name} (line ${place.line})` : name
  const lines = findings.map(
    ({ place: at, message }) => `      ${file}:${at.line}:${at.column}: ${message}\n`,
  )
  return `  ${state}: ${what === 'template' ? 'the template' : named}\n${lines.join('')}`
}

function leftLine(left: readonly string[]): string {
  if (left.length === 0) return 'no file stays in the dialect of Ansible\n'
  const count = left.length === 1 ? '1 file stays' : `${left.length} files stay`
  return `${count} in the dialect of Ansible, as \`drover.yml\` lists; templates that stay end in \`.j2\`\n`
}

/** Returns the report as plain data. Paths are relative to the project. */
export function reportData(conversion: Conversion, folder: string): object {
  return {
    summary: summaryOf(conversion),
    left: conversion.left,
    files: conversion.written.map(({ from, path }) => ({ from: from ?? null, path })),
    parts: conversion.reported.map(({ what, name, place, state, findings }) => ({
      what,
      name,
      file: relative(folder, place.file),
      line: place.line,
      state,
      findings: findings.map(({ place: at, is, message }) => ({
        is,
        line: at.line,
        column: at.column,
        message,
      })),
    })),
  }
}
