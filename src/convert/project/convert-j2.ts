import type { Place } from '../../errors.ts'
import type { ProjectFile } from '../../project/project-files.ts'
import { ANYTHING, either, type Shape } from '../shapes/shape.ts'
import { convertTemplateFile } from '../templates/convert-template.ts'
import { Unconvertible } from '../unconvertible.ts'
import type { Finding, Unit } from '../unit.ts'
import type { ProjectShapes } from './project-shapes.ts'
import type { TemplateUses } from './template-uses.ts'

/** The facts about the project that the conversion of a template needs. */
export interface TemplateWorld {
  readonly project: ProjectShapes
  readonly uses: TemplateUses
  /** The YAML files that remain unchanged. */
  readonly left: ReadonlySet<string>
  readonly placeIn: (path: string, line?: number) => Place
}

/** A template and its findings. `text` is the converted text; undefined if it could not be converted. */
export interface ConvertedTemplate {
  readonly unit: Unit
  readonly text: string | undefined
}

/** Converts a template file to Handlebars, if its name can be changed wherever the project mentions it. */
export function convertJ2({ path, text = '' }: ProjectFile, world: TemplateWorld): ConvertedTemplate {
  const unitWith = (findings: Finding[]): Unit => ({
    what: 'template',
    name: path,
    place: world.placeIn(path),
    findings,
  })
  try {
    mustBeMovable(path, world)
    const translation = convertTemplateFile(text, shapesIn(path, world))
    const doubts = translation.findings.map(({ line, message }) => ({
      is: 'doubt' as const,
      place: world.placeIn(path, line),
      message,
    }))
    return { unit: unitWith(doubts), text: translation.text }
  } catch (error) {
    if (!(error instanceof Unconvertible)) throw error
    const is = error.isMissing ? 'missing' : 'kept'
    const finding: Finding = { is, place: world.placeIn(path, error.line), message: error.message }
    return { unit: unitWith([finding]), text: undefined }
  }
}

/** Throws Unconvertible for a template whose name cannot be changed wherever the project mentions it. */
function mustBeMovable(path: string, { uses, left }: TemplateWorld): void {
  const tasks = uses.of(path)
  if (uses.isMentioned(path))
    throw new Unconvertible('its name occurs outside of a task `template`, or is computed during a run')
  if (tasks.length === 0) throw new Unconvertible('no task uses it')
  if (tasks.some(({ hasOptions }) => hasOptions))
    throw new Unconvertible('a task sets options of Jinja for it')
  const keeper = uses.filesWith(path).find(file => left.has(file))
  if (keeper !== undefined) throw new Unconvertible(`\`${keeper}\` uses it and stays unchanged`)
}

/**
 * Returns the shapes of a template's variables: those of the project, and the loop variables of the tasks that use
 * it.
 */
function shapesIn(path: string, { project, uses }: TemplateWorld): (name: string) => Shape {
  const loops = uses.of(path).map(({ loop }) => loop)
  return name => {
    const own = loops.map(loop => loop.get(name))
    if (own.every(shape => shape === undefined)) return project.shapes(name)
    return either(own.map(shape => shape ?? ANYTHING))
  }
}
