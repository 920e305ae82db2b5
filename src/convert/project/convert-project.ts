import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { hasJinja } from '../../ansible/program.ts'
import type { Place } from '../../errors.ts'
import { openTaskFolders } from '../../load-task-types.ts'
import { findDialects } from '../../yaml/dialects.ts'
import { ANYTHING, either, type Shape } from '../shapes/shape.ts'
import { convertTemplateFile } from '../templates/convert-template.ts'
import { Unconvertible } from '../unconvertible.ts'
import { type Finding, type State, stateOf, type Unit } from '../unit.ts'
import { openYaml, scalarsIn, type YamlFile } from '../yaml/open-file.ts'
import { collectDefinitions } from './definitions.ts'
import { type FileKind, kindOfFile } from './file-kind.ts'
import { FileVisit } from './file-visit.ts'
import { withoutGalaxyInfo } from './galaxy-info.ts'
import { isIniInventory, isYaml, type ProjectFile, projectFiles } from './project-files.ts'
import { ProjectShapes } from './project-shapes.ts'
import { settingsFiles } from './settings-files.ts'
import { TemplateUses } from './template-uses.ts'
import { visitFile } from './visit-file.ts'

/** A part of a project with what became of it. */
export interface Reported extends Unit {
  readonly state: State
}

/** What a project becomes; all paths are relative to it. */
export interface Conversion {
  /** The files whose text or name changes, by the path that they had. New ones have none. */
  readonly written: readonly {
    readonly from: string | undefined
    readonly path: string
    readonly text: string
  }[]
  /** The files that stay in the dialect of Ansible. */
  readonly left: readonly string[]
  readonly reported: readonly Reported[]
  readonly playbooks: readonly string[]
  readonly inventories: readonly string[]
}

/** Converts an Ansible project; nothing is written. Throws InputError for an invalid `drover.yml`. */
export function convertProject(folder: string): Conversion {
  return new ProjectConversion(resolve(folder)).convert()
}

/** A YAML file that may be converted. */
interface Opened {
  readonly path: string
  readonly yaml: YamlFile
  readonly kind: FileKind
}

/** Open while one project is converted. */
class ProjectConversion {
  readonly #folder: string
  readonly #files: readonly ProjectFile[]
  readonly #project = new ProjectShapes()
  readonly #uses = new TemplateUses()
  readonly #written: { from: string | undefined; path: string; text: string }[] = []
  readonly #left: string[] = []
  readonly #reported: Reported[] = []
  readonly #taskTypes: readonly string[]

  constructor(folder: string) {
    this.#folder = folder
    this.#files = projectFiles(folder).filter(isAnsible(folder))
    this.#taskTypes = openTaskFolders([join(folder, 'tasks')]).names
  }

  convert(): Conversion {
    const opened = this.#files.filter(isYaml).flatMap(file => this.#open(file))
    const ini = this.#files.filter(isIniInventory)
    for (const file of ini) this.#collectIni(file)
    for (const { path, link } of this.#files) if (link !== undefined) this.#uses.addText(path, link)
    for (const file of opened) this.#collect(file)
    const templates = this.#files.filter(({ path }) => path.endsWith('.j2'))
    for (const { path, text } of templates) if (text !== undefined) this.#uses.addText(path, text)
    const left = new Set(
      opened.filter(file => !this.#visit(file, () => undefined).isConverted).map(({ path }) => path),
    )
    const renamed = new Set(
      templates.filter(file => this.#convertTemplate(file, left)).map(({ path }) => path),
    )
    for (const file of opened) this.#convertYaml(file, renamed)
    for (const file of this.#files) this.#convertPlainTemplate(file)
    const playbooks = opened.filter(({ kind }) => kind === 'playbook').map(({ path }) => path)
    this.#written.push(...settingsFiles(playbooks, this.#left).map(file => ({ from: undefined, ...file })))
    const inventories = [...opened.filter(({ kind }) => kind === 'inventory'), ...ini].map(({ path }) => path)
    return { written: this.#written, left: this.#left, reported: this.#reported, playbooks, inventories }
  }

  #open(file: ProjectFile): Opened[] {
    const { path, text, isEncrypted } = file
    if (isEncrypted) this.#leave(path, 'it is encrypted')
    if (text === undefined) return []
    try {
      const yaml = openYaml(text, join(this.#folder, path))
      if (!yaml.root) return []
      return [{ path, yaml, kind: kindOfFile(path, yaml.sourceOf(yaml.root)) }]
    } catch (error) {
      if (!(error instanceof Unconvertible)) throw error
      this.#leave(path, error.message)
      return []
    }
  }

  /** What an inventory gives to variables; the types of its values are not written in it. */
  #collectIni({ path, text = '' }: ProjectFile): void {
    for (const [, name = ''] of text.matchAll(/(?<=^|\s)([A-Za-z_]\w*)\s*=/g))
      this.#project.defineAs(name, () => ANYTHING)
    if (hasJinja(text)) this.#leave(path, 'an inventory in the form of INI with templates')
  }

  /** Leaves a file as it is, for one reason. */
  #leave(path: string, reason: string): void {
    const place = this.#placeIn(path)
    this.#left.push(path)
    this.#reported.push({
      what: 'variables',
      name: basename(path),
      place,
      findings: [{ place, is: 'kept', message: reason }],
      state: 'left as it is',
    })
  }

  #collect({ path, yaml, kind }: Opened): void {
    if (!yaml.root) return
    const uses = collectDefinitions(yaml.sourceOf(yaml.root), kind, this.#project)
    this.#uses.addTasks(
      path,
      uses,
      scalarsIn(yaml.root).map(({ value }) => String(value)),
    )
  }

  #visit({ yaml, kind }: Opened, renamed: (template: string) => string | undefined): FileVisit {
    const visit = new FileVisit(yaml, this.#project)
    visitFile(kind, visit, { taskTypes: this.#taskTypes, renamed })
    return visit
  }

  #convertYaml(file: Opened, renamed: ReadonlySet<string>): void {
    const { path, yaml } = file
    const visit = this.#visit(file, name => this.#newName(name, path, renamed))
    for (const unit of visit.units) this.#reported.push({ ...unit, state: stateOf(unit, !visit.isConverted) })
    if (!visit.isConverted) {
      this.#left.push(path)
      return
    }
    const text = file.kind === 'metadata' ? withoutGalaxyInfo(visit.edits.apply()) : visit.edits.apply()
    if (text !== yaml.text) this.#written.push({ from: path, path, text })
  }

  #newName(name: string, file: string, renamed: ReadonlySet<string>): string | undefined {
    const meant = [...renamed].filter(template => this.#uses.filesWith(template).includes(file))
    const found = meant.find(
      template => template === name || template.endsWith(`/${name.replace(/^templates\//, '')}`),
    )
    return found === undefined ? undefined : name.replace(/\.j2$/, '.hbs')
  }

  /** True if the template is converted, and so gets another name. */
  #convertTemplate({ path, text = '' }: ProjectFile, left: ReadonlySet<string>): boolean {
    const report = (
      findings: readonly Omit<Finding, 'place'>[],
      lines: readonly number[],
      isLeft: boolean,
    ): void => {
      const placed = findings.map((finding, index) => ({
        ...finding,
        place: this.#placeIn(path, lines[index]),
      }))
      const unit: Unit = { what: 'template', name: path, place: this.#placeIn(path), findings: placed }
      this.#reported.push({ ...unit, state: stateOf(unit, isLeft) })
    }
    try {
      this.#mustBeMovable(path, left)
      const said = convertTemplateFile(text, this.#shapesIn(path))
      const doubts = said.findings.map(({ message }) => ({ is: 'doubt' as const, message }))
      report(
        doubts,
        said.findings.map(({ line }) => line),
        false,
      )
      this.#written.push({ from: path, path: path.replace(/\.j2$/, '.hbs'), text: said.text })
      return true
    } catch (error) {
      if (!(error instanceof Unconvertible)) throw error
      report([{ is: error.isMissing ? 'missing' : 'kept', message: error.message }], [error.line ?? 1], true)
      return false
    }
  }

  #placeIn(path: string, line = 1): Place {
    return { file: join(this.#folder, path), line, column: 1 }
  }

  /** Throws Unconvertible for a template whose name cannot be changed wherever it stands. */
  #mustBeMovable(path: string, left: ReadonlySet<string>): void {
    const uses = this.#uses.of(path)
    if (uses.length === 0) throw new Unconvertible('no task names it by its name')
    if (uses.some(({ hasOptions }) => hasOptions)) throw new Unconvertible('a task gives it options of Jinja')
    if (this.#uses.isMentioned(path)) throw new Unconvertible('another file includes it, or makes its name')
    const keeper = this.#uses.filesWith(path).find(file => left.has(file))
    if (keeper !== undefined) throw new Unconvertible(`\`${keeper}\` names it, which stays as it is`)
  }

  /** The variables of a template: those of the project, and what the loops of its tasks add. */
  #shapesIn(path: string): (name: string) => Shape {
    const loops = this.#uses.of(path).map(({ loop }) => loop)
    return name => {
      const own = loops.map(loop => loop.get(name))
      if (own.every(shape => shape === undefined)) return this.#project.shapes(name)
      return either(own.map(shape => shape ?? ANYTHING))
    }
  }

  /** A template whose name does not say its language, which is that of its folder. */
  #convertPlainTemplate({ path, text }: ProjectFile): void {
    if (!/(^|\/)templates\//.test(path) || path.endsWith('.j2') || !text || !/\{\{|\{%|\{#/.test(text)) return
    this.#leave(path, 'a template whose name does not end in `.j2`')
  }
}

/** Whether a file is in the dialect of Ansible: as `drover.yml` says, all if there is none. */
function isAnsible(folder: string): (file: ProjectFile) => boolean {
  if (!existsSync(join(folder, 'drover.yml'))) return () => true
  const dialects = findDialects({ playbookDir: folder, projectDir: folder }, undefined)
  return ({ path }) => dialects.of(join(folder, path)) === 'ansible'
}
