import { relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { jsonText } from '../../base/escape-control.ts'
import { packageVersion } from '../../base/package.ts'
import type { Place } from '../../errors.ts'
import { type Finding, type LintResult, OWN_RULES } from '../lint.ts'
import type { Rule } from '../project/rule.ts'

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'

/** Returns the result in SARIF 2.1.0 (OASIS), the format for code scanning. Paths are relative to `folder`. */
export function showSarif(
  { findings, unreadable }: LintResult,
  rules: readonly Rule[],
  folder: string,
): string {
  const all = [
    ...Object.entries(OWN_RULES).map(([name, about]) => ({ name, about, reason: about, level: 'error' })),
    ...rules,
  ]
  const results = [
    ...findings.map(finding => result(finding, folder, all)),
    ...unreadable.map(({ message, place }) =>
      result({ rule: 'syntax', level: 'error', message, ...(place ? { place } : {}) }, folder, all),
    ),
  ]
  const driver = {
    name: 'drover',
    version: packageVersion(),
    rules: all.map(({ name, about, reason, level }) => ({
      id: name,
      shortDescription: { text: plain(about) },
      fullDescription: { text: plain(reason) },
      defaultConfiguration: { level: levelOf(level) },
    })),
  }
  const root = { uri: `${pathToFileURL(folder).href}/` }
  const run = {
    tool: { driver },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { PROJECT: root },
    results,
  }
  return `${jsonText({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, 2)}\n`
}

type Shown = Pick<Finding, 'rule' | 'level' | 'message'> & { readonly place?: Place; readonly hint?: string }

function result(
  { rule, level, place, message, hint }: Shown,
  folder: string,
  all: readonly { readonly name: string }[],
): object {
  return {
    ruleId: rule,
    ruleIndex: all.findIndex(({ name }) => name === rule),
    level: levelOf(level),
    message: { text: hint === undefined ? message : `${message}: ${hint}` },
    locations: place ? [location(place, folder)] : [],
  }
}

function location({ file, line, column }: Place, folder: string): object {
  const near = relative(folder, file)
  const artifactLocation = near.startsWith('..')
    ? { uri: pathToFileURL(file).href }
    : { uri: near.split(sep).map(encodeURIComponent).join('/'), uriBaseId: 'PROJECT' }
  return { physicalLocation: { artifactLocation, region: { startLine: line, startColumn: column } } }
}

function levelOf(level: string): string {
  return level === 'error' ? 'error' : 'warning'
}

/** Removes backticks: SARIF messages are plain text, not Markdown. */
function plain(text: string): string {
  return text.replaceAll('`', '')
}
