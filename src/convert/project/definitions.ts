import { hasJinja } from '../../ansible/program.ts'
import type { MapSource, Source } from '../../errors.ts'
import { readTextParams } from '../../playbook/ansible-forms/text-params.ts'
import { plainName } from '../../playbook/keywords/collections.ts'
import { ROLE_KEYS } from '../../playbook/read-role-entry.ts'
import type { FileKind } from '../../project/file-kind.ts'
import { RESULT } from '../shapes/known-shapes.ts'
import { ANYTHING, type Shape } from '../shapes/shape.ts'
import { loopShapes } from './loop-shapes.ts'
import type { ProjectShapes } from './project-shapes.ts'

/** A task that uses a template file. */
export interface TemplateUse {
  readonly name: string
  /** The variables of the task's loop. */
  readonly loop: ReadonlyMap<string, Shape>
  /** Whether the task sets options of Jinja, which the template file itself does not contain. */
  readonly hasOptions: boolean
}

/** Records the values that a file assigns to variables. Returns the templates that its tasks use. */
export function collectDefinitions(source: Source, kind: FileKind, project: ProjectShapes): TemplateUse[] {
  if (kind === 'other' || kind === 'settings') return []
  const uses: TemplateUse[] = []
  if (kind === 'variables') defineAll(source, project)
  else collect(source, kind, project, uses)
  return uses
}

function defineAll(source: Source | undefined, project: ProjectShapes): void {
  if (source?.kind !== 'map') return
  for (const [name, { value }] of source.entries) project.define(name, value)
}

function collect(source: Source, kind: FileKind, project: ProjectShapes, uses: TemplateUse[]): void {
  if (source.kind === 'list') for (const item of source.items) collect(item, kind, project, uses)
  if (source.kind !== 'map') return
  collectTask(source, project, uses)
  for (const [key, { value }] of source.entries) {
    if (key === 'vars') defineAll(value, project)
    else if (kind === 'inventory' && key === 'hosts' && value.kind === 'map')
      for (const host of value.entries.values()) defineAll(host.value, project)
    else if ((key === 'roles' || key === 'dependencies') && value.kind === 'list')
      for (const entry of value.items) defineParams(entry, project)
    collect(value, kind, project, uses)
  }
}

function defineParams(entry: Source, project: ProjectShapes): void {
  if (entry.kind !== 'map') return
  for (const [key, { value }] of entry.entries) if (!ROLE_KEYS.includes(key)) project.define(key, value)
}

function collectTask(task: MapSource, project: ProjectShapes, uses: TemplateUse[]): void {
  const register = task.entries.get('register')?.value
  if (register?.kind === 'scalar') project.defineAs(String(register.value), () => RESULT)
  for (const [key, { value }] of task.entries) {
    const type = plainName(key)
    if (type === 'set_fact') defineFacts(task, readTextParams(type, value), project)
    // The content of the file is only known in a run.
    if (type === 'include_vars') defineIncluded(value, project)
    if (type !== 'template') continue
    const params = readTextParams(type, value)
    const src = params.kind === 'map' ? params.entries.get('src')?.value : undefined
    // A name that is computed in a run may be that of any template.
    if (src?.kind !== 'scalar' || params.kind !== 'map' || hasJinja(String(src.value))) continue
    uses.push({
      name: String(src.value),
      loop: loopShapes(task, project),
      hasOptions: [...params.entries.keys()].some(param => OPTIONS.test(param)),
    })
  }
}

const OPTIONS = /^(trim_blocks|lstrip_blocks|newline_sequence|(block|variable|comment)_(start|end)_string)$/

/** Records the values of `set_fact`, which may use the variables of the task's loop. */
function defineFacts(task: MapSource, params: Source, project: ProjectShapes): void {
  if (params.kind !== 'map') return
  for (const [name, { value }] of params.entries) {
    if (name === 'cacheable') continue
    project.defineAs(name, () => {
      const loop = loopShapes(task, project)
      return project.ofSource(value, variable => loop.get(variable) ?? project.shapes(variable))
    })
  }
}

function defineIncluded(params: Source, project: ProjectShapes): void {
  const name = params.kind === 'map' ? params.entries.get('name')?.value : undefined
  if (name?.kind === 'scalar') project.defineAs(String(name.value), () => ANYTHING)
}
