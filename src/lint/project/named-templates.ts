import { dirname, resolve } from 'node:path'
import type { Place, Source } from '../../errors.ts'
import { type LintLevel, type LintStep, paramOf } from './lint-step.ts'
import type { NameRead } from './names-read.ts'
import { namesReadInTemplate, type TemplateTexts } from './template-reads.ts'
import { constantText } from './written.ts'

/** A template file, and the step that uses it. */
export interface NamedTemplate {
  /** The variables that the template reads and the step does not set for it, with their places in the template. */
  readonly names: readonly NameRead[]
  readonly step: LintStep
  /** Where the step names the template. */
  readonly place: Place
}

/** Where templates are searched. */
export interface TemplatePlaces extends TemplateTexts {
  /** The folder of the project. */
  readonly folder: string
  readonly levelsOf: (step: LintStep) => ReadonlySet<LintLevel>
}

/** Returns the templates that `template` tasks and lookups name without an expression, if they exist and compile. */
export function namedTemplates(steps: readonly LintStep[], files: TemplatePlaces): NamedTemplate[] {
  const compiled = new Map<string, readonly NameRead[]>()
  return steps.flatMap(step =>
    [...namedBy(step), ...lookedUpBy(step)].flatMap(({ name, place, given }) => {
      const folders = foldersFor(step, files)
      const file = folders.map(folder => resolve(folder, name)).find(path => files.texts.has(path))
      if (file === undefined) return []
      const names = compiled.get(file) ?? namesReadInTemplate(file, files)
      compiled.set(file, names)
      return [{ names: names.filter(read => !given.has(read.name)), step, place }]
    }),
  )
}

interface Naming {
  readonly name: string
  readonly place: Place
  /** The variables that the step may set for the template. */
  readonly given: ReadonlySet<string>
}

/** Params of `template` that change the delimiters of Jinja: the file cannot be parsed as usual then. */
const DELIMITERS = /^(block|variable|comment)_(start|end)_string$/

function namedBy({ task }: LintStep): Naming[] {
  if (task?.type !== 'template' || task.params.kind !== 'map') return []
  if ([...task.params.entries.keys()].some(key => DELIMITERS.test(key))) return []
  const src = paramOf(task, 'src')
  const name = constantText(src)
  return src === undefined || name === undefined ? [] : [{ name, place: src.place, given: new Set() }]
}

/** Matches `lookup('template', 'a.j2')`, `lookup "template" "a.hbs"` and `template "a.hbs"`. */
const LOOKUP =
  /\b(?:(?:lookup|query|q)\b\s*\(?\s*['"](?:ansible\.builtin\.)?template['"]\s*,?|(?<=[{(~]\s*)template)\s*['"]([^'"]+)['"]/g

function lookedUpBy({ written }: LintStep): Naming[] {
  return ownTexts(written).flatMap(({ text, place }) => {
    // All words of the text, since the names in `template_vars` are among them.
    const given = new Set(text.match(/[A-Za-z_]\w*/g))
    return [...text.matchAll(LOOKUP)].map(([, name = '']) => ({ name, place, given }))
  })
}

/** Returns the strings of a step, without those of the steps inside it. */
function ownTexts(source: Source): { readonly text: string; readonly place: Place }[] {
  if (source.kind === 'list') return source.items.flatMap(ownTexts)
  if (source.kind === 'map')
    return [...source.entries].flatMap(([key, { value }]) =>
      ['block', 'rescue', 'always'].includes(key) ? [] : ownTexts(value),
    )
  return typeof source.value === 'string' ? [{ text: source.value, place: source.place }] : []
}

/**
 * Returns the folders in which a run searches for a template: those of the role, of the file, of the playbooks and of
 * the project.
 */
function foldersFor(step: LintStep, { folder, levelsOf }: TemplatePlaces): string[] {
  const plays = [...levelsOf(step)].filter(({ kind }) => kind === 'play')
  const bases = [
    ...(step.file.role === undefined ? [] : [step.file.role]),
    dirname(step.file.path),
    ...plays.map(({ file }) => dirname(file.path)),
    folder,
  ]
  return [...new Set(bases)].flatMap(base => [resolve(base, 'templates'), base])
}
