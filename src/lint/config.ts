import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { suggest } from '../base/suggest.ts'
import { InputError, type Place, type Source } from '../errors.ts'
import { describe, itemsOf } from '../yaml/describe.ts'
import { loadYamlIfAny } from '../yaml/load.ts'
import type { Level } from './project/rule.ts'

/** The settings under `lint` in the `drover.yml` of a project. */
export interface LintConfig {
  /** The levels of rules, by their names. */
  readonly levels: ReadonlyMap<string, Level>
  /** Patterns of files that are not read, relative to the project. */
  readonly excluded: readonly string[]
}

const LEVELS: readonly Level[] = ['off', 'warn', 'error']

/** Reads the lint settings of a project. Throws InputError for an unknown rule, level or key. */
export function readLintConfig(projectFolder: string, ruleNames: readonly string[]): LintConfig {
  const file = join(projectFolder, 'drover.yml')
  const source = existsSync(file) ? loadYamlIfAny(file) : null
  const lint = source?.kind === 'map' ? source.entries.get('lint')?.value : undefined
  if (lint === undefined) return { levels: new Map(), excluded: [] }
  const settings = entriesOf(lint, '`lint`', 'such as `lint: {rules: {package-latest: error}}`')
  const unknown = settings.find(([key]) => key !== 'rules' && key !== 'exclude')
  if (unknown)
    throw new InputError(`\`lint\` has no key \`${unknown[0]}\``, {
      place: unknown[1].keyPlace,
      hint: 'its keys are `rules` and `exclude`',
    })
  const { rules, exclude } = Object.fromEntries(settings)
  return {
    levels: new Map(rules ? readLevels(rules.value, ruleNames) : []),
    excluded: exclude ? itemsOf(exclude.value).map(patternOf) : [],
  }
}

type Entry = { readonly keyPlace: Place; readonly value: Source }

function entriesOf(source: Source, what: string, hint: string): [string, Entry][] {
  if (source.kind === 'map') return [...source.entries]
  throw new InputError(`${what} must be a map, got ${describe(source)}`, { place: source.place, hint })
}

function readLevels(rules: Source, ruleNames: readonly string[]): [string, Level][] {
  return entriesOf(rules, '`lint.rules`', 'such as `rules: {package-latest: off}`').map(
    ([name, { keyPlace, value }]) => {
      if (!ruleNames.includes(name)) {
        const near = suggest(name, ruleNames)
        throw new InputError(`there is no rule \`${name}\``, {
          place: keyPlace,
          hint: near ? `did you mean \`${near}\`?` : `the rules are ${ruleNames.join(', ')}`,
        })
      }
      const level = LEVELS.find(each => value.kind === 'scalar' && each === value.value)
      if (level !== undefined) return [name, level]
      throw new InputError(
        `the level of \`${name}\` is \`off\`, \`warn\` or \`error\`, got ${describe(value)}`,
        {
          place: value.place,
        },
      )
    },
  )
}

function patternOf(source: Source): string {
  if (source.kind === 'scalar' && typeof source.value === 'string') return source.value.replace(/^\.\//, '')
  throw new InputError(`\`lint.exclude\` must be a list of files and folders, got ${describe(source)}`, {
    place: source.place,
  })
}
