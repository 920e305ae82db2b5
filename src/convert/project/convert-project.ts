import { basename, join, resolve } from 'node:path'
import { hasJinja } from '../../ansible/program.ts'
import type { Place } from '../../errors.ts'
import { openTaskFolders } from '../../load-task-types.ts'
import { type FileKind, kindOfFile } from '../../project/file-kind.ts'
import { isIniInventory, isYaml, type ProjectFile, projectFiles } from '../../project/project-files.ts'
import { findDialects } from '../../yaml/dialects.ts'
import { ANYTHING } from '../shapes/shape.ts'
import { Unconvertible } from '../unconvertible.ts'
import { type State, stateOf, type Unit } from '../unit.ts'
import { openYaml, scalarsIn, type YamlFile } from '../yaml/open-file.ts'
import { convertJ2 } from './convert-j2.ts'
import { collectDefinitions } from './definitions.ts'
import { FileVisit } from './file-visit.ts'
import { withoutGalaxyInfo } from './galaxy-info.ts'
import { projectDialect } from './project-dialect.ts'
import { ProjectShapes } from './project-shapes.ts'
import { settingsFiles } from './settings-files.ts'
import { TemplateUses } from './template-uses.ts'
import { visitFile } from './visit-file.ts'

/** A part of a project, with the state of its conversion. */
export interface ReportedUnit extends Unit {
  readonly state: State
}

/** The outcome of a conversion. All paths are relative to the project. */
export interface Conversion {
  /**
   * The files whose text or name changes, and new files. `from` is the path before the conversion; undefined for new
   * files.
   */
  readonly written: readonly {
    readonly from: string | undefined
    readonly path: string
    readonly text: string
  }[]
  /** The files that remain in the dialect of Ansible. */
  readonly left: readonly string[]
  readonly reported: readonly ReportedUnit[]
  readonly playbooks: readonly string[]
  readonly inventories: readonly string[]
}

/** Converts an Ansible project without writing anything. Throws InputError for an invalid `drover.yml`. */
export function convertProject(folder: string): Conversion {
  return new ProjectConversion(resolve(folder)).convert()
}

/** A YAML file that may be converted. */
interface Opened {
  readonly path: string
  readonly yaml: YamlFile
  readonly kind: FileKind
}

/** The state of the conversion of one project. */
class ProjectConversion {
  readonly #folder: string
  readonly #files: readonly ProjectFile[]
  readonly #project = new ProjectShapes()
  readonly #uses = new TemplateUses()
  readonly #written: { from: string | undefined; path: string; text: string }[] = []
  readonly #left: string[] = []
  readonly #reported: ReportedUnit[] = []
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
      opened
        .filter(file => this.#visit(file, () => undefined).result() === undefined)
        .map(({ path }) => path),
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

  /** Records the variables of an INI inventory, which may have any type. */
  #collectIni({ path, text = '' }: ProjectFile): void {
    for (const [, name = ''] of text.matchAll(/(?<=^|\s)([A-Za-z_]\w*)\s*=/g))
      this.#project.defineAs(name, () => ANYTHING)
    if (hasJinja(text)) this.#leave(path, 'an INI inventory with templates')
  }

  /** Reports that a file remains unchanged, and why. */
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
    const edited = visit.result()
    for (const unit of visit.units)
      this.#reported.push({ ...unit, state: stateOf(unit, edited === undefined) })
    if (edited === undefined) {
      this.#left.push(path)
      return
    }
    const text = file.kind === 'metadata' ? withoutGalaxyInfo(edited) : edited
    if (text !== yaml.text) this.#written.push({ from: path, path, text })
  }

  #newName(name: string, file: string, renamed: ReadonlySet<string>): string | undefined {
    const meant = [...renamed].filter(template => this.#uses.filesWith(template).includes(file))
    const found = meant.find(
      template => template === name || template.endsWith(`/${name.replace(/^templates\//, '')}`),
    )
    return found === undefined ? undefined : name.replace(/\.j2$/, '.hbs')
  }

  /** Converts a template. Returns whether it was converted and so gets another name. */
  #convertTemplate(file: ProjectFile, left: ReadonlySet<string>): boolean {
    const world = {
      project: this.#project,
      uses: this.#uses,
      left,
      placeIn: (path: string, line?: number) => this.#placeIn(path, line),
    }
    const { unit, text } = convertJ2(file, world)
    this.#reported.push({ ...unit, state: stateOf(unit, text === undefined) })
    if (text === undefined) return false
    this.#written.push({ from: file.path, path: file.path.replace(/\.j2$/, '.hbs'), text })
    return true
  }

  #placeIn(path: string, line = 1): Place {
    return { file: join(this.#folder, path), line, column: 1 }
  }

  /** Leaves a template whose name does not end in `.j2` unchanged: its folder determines its language. */
  #convertPlainTemplate({ path, text }: ProjectFile): void {
    if (!/(^|\/)templates\//.test(path) || path.endsWith('.j2') || !text || !/\{\{|\{%|\{#/.test(text)) return
    this.#leave(path, 'a template whose name does not end in `.j2`')
  }
}

/** Whether a file of the project is in the dialect of Ansible. */
function isAnsible(folder: string): (file: ProjectFile) => boolean {
  const dialects = findDialects({ playbookDir: folder, projectDir: folder }, projectDialect(folder))
  return ({ path }) => dialects.of(join(folder, path)) === 'ansible'
}
